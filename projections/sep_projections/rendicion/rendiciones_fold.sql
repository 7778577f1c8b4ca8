-- Folds every step of a rendición into one row, whether a file or a decision says it.
insert into rendicion_step (
    stream, known_from, known_to, sostenedor, rbd, year, subvencion, step, occurred_on, until,
    signatory, payroll, opening, income, spending, balance, certified, document, account, reason,
    correction, amount, before, to_account, to_subvencion, to_rbd, accepted, rejected,
    pending, kept, why_different, known_at
)
select
    stream, known_from, known_to,
    e.sostenedor, e.rbd, e.year, e.subvencion, substring(event from '[^.]+$') as step,
    e.occurred_on, e.until, e.signatory, e.total as payroll, e.opening, e.income, e.spending,
    e.balance, e.certified, e.document, e.allocation ->> 'account' as account, e.reason,
    e.correction, e.amount, e.before, e.to_account, e.to_subvencion, e.to_rbd, e.accepted,
    e.rejected, e.pending, e.kept, e.why_different, e.known_at
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, rbd integer, year smallint, subvencion text, occurred_on date, until date,
    signatory text, total bigint, opening bigint, income bigint, spending bigint, balance bigint,
    certified bigint, document text, allocation jsonb, reason text, correction text, amount bigint,
    before bigint, to_account text, to_subvencion text, to_rbd integer, accepted bigint,
    rejected bigint, pending bigint, kept bigint, why_different text, known_at bigint
)
where event like 'rendicion.%';
