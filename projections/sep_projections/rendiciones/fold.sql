-- Folds every step of a rendición into one row.
insert into rendicion_step
select
    stream, known_from, known_to,
    e.sostenedor, e.rbd, e.year, e.subvencion, substring(event from '[^.]+$'), e.occurred_on,
    e.until, e.document, e.reason, e.correction, e.amount, e.accepted, e.rejected
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, rbd integer, year smallint, subvencion text, occurred_on date, until date,
    document text, reason text, correction text, amount bigint, accepted bigint, rejected bigint
)
where event like 'rendicion.%';
