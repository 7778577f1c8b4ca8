-- Folds the signing of convenios and the steps before and after it.
insert into convenio (
    stream, known_from, known_to, rbd, number, sostenedor, signed_on, from_date, to_date,
    classification
)
select
    stream, known_from, known_to,
    e.rbd, e.number, e.sostenedor, e.occurred_on as signed_on, e.from_date, e.to_date,
    e.classification
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, number integer, sostenedor text, occurred_on date, from_date date, to_date date,
    classification text
)
where event = 'convenio.signed';

insert into convenio_step (
    stream, known_from, known_to, rbd, number, step, occurred_on, until, sostenedor, reason,
    restored, saldo, deadline, executed, infrastructure
)
select
    stream, known_from, known_to,
    e.rbd, e.number, substring(event from '[^.]+$') as step, e.occurred_on, e.until, e.sostenedor,
    e.reason, e.restored, e.saldo, e.deadline, e.executed, e.infrastructure
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, number integer, occurred_on date, until date, sostenedor text, reason text,
    restored bigint, saldo bigint, deadline date, executed bigint, infrastructure bigint
)
where event like 'convenio.%' and event <> 'convenio.signed';
