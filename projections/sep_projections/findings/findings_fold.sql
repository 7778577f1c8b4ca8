-- Folds every step of a finding into one row.
insert into finding_step (
    stream, known_from, known_to, finding, step, occurred_on, subject_kind, subject, rule, rbd,
    sostenedor, amount, text, evidence, authority, outcome
)
select
    stream, known_from, known_to,
    e.finding, substring(event from '[^.]+$') as step, e.occurred_on, e.subject_kind, e.subject,
    e.rule, e.rbd, e.sostenedor, e.amount, e.text, coalesce(e.evidence, '{}') as evidence,
    e.authority, e.outcome
from batch
cross join jsonb_to_record(doc) as e (
    finding uuid, occurred_on date, subject_kind text, subject text, rule text, rbd integer,
    sostenedor text, amount bigint, text text, evidence text[], authority text, outcome text
)
where event like 'finding.%';
