-- Folds the registry, the tenders, and each contract with its milestones and payments.
insert into ate_provider (
    stream, known_from, known_to, ate, name, provider_kind, certified_on, valid_until
)
select
    stream, known_from, known_to, e.ate, e.name, e.provider_kind, e.occurred_on as certified_on,
    e.valid_until
from batch
cross join jsonb_to_record(doc) as e (
    ate text, name text, provider_kind text, occurred_on date, valid_until date
)
where event = 'ate_provider.certified';

insert into ate_provider_step (
    stream, known_from, known_to, ate, step, occurred_on, until, reason, contract, deficient,
    sostenedor, share, description, process, resolution
)
select
    stream, known_from, known_to,
    e.ate, substring(event from '[^.]+$') as step, e.occurred_on, e.until, e.reason, e.contract,
    e.deficient, e.sostenedor, e.share, e.description, e.process, e.resolution
from batch
cross join jsonb_to_record(doc) as e (
    ate text, occurred_on date, until date, reason text, contract text, deficient boolean,
    sostenedor text, share numeric, description text, process text, resolution text
)
where event like 'ate\_provider.%' and event <> 'ate_provider.certified';

insert into ate_tender (
    stream, known_from, known_to, tender, sostenedor, rbd, subject, announced_on, notice_medium,
    notice_name, closes_on, exception, procedure
)
select
    stream, known_from, known_to,
    e.tender, e.sostenedor, e.rbd, e.subject, e.occurred_on as announced_on, e.notice_medium,
    e.notice_name, e.closes_on, e.exception, e.procedure
from batch
cross join jsonb_to_record(doc) as e (
    tender text, sostenedor text, rbd integer, subject text, occurred_on date,
    notice_medium text, notice_name text, closes_on date, exception text, procedure text
)
where event = 'ate_tender.announced';

insert into ate_award (stream, known_from, known_to, tender, awarded_on, ate, bidders)
select stream, known_from, known_to, e.tender, e.occurred_on as awarded_on, e.ate, e.bidders
from batch
cross join jsonb_to_record(doc) as e (tender text, occurred_on date, ate text, bidders text[])
where event = 'ate_tender.awarded';

insert into ate_tender_step (
    stream, known_from, known_to, tender, step, occurred_on, procedure, ate, amount, points, reason,
    contract, criteria
)
select
    stream, known_from, known_to,
    e.tender, substring(event from '[^.]+$') as step, e.occurred_on, e.procedure, e.ate, e.amount,
    e.points, e.reason, e.contract, e.criteria
from batch
cross join jsonb_to_record(doc) as e (
    tender text, occurred_on date, procedure text, ate text, amount bigint, points integer,
    reason text, contract text, criteria jsonb
)
where event in (
    'ate_tender.terms_approved', 'ate_tender.bid_received', 'ate_tender.bid_evaluated',
    'ate_tender.declared_void'
);

insert into ate_contract (
    stream, known_from, known_to, contract, tender, sostenedor, rbd, ate, subject, pme_action,
    signed_on, starts_on, ends_on, amount, participants
)
select
    stream, known_from, known_to,
    e.contract, e.tender, e.sostenedor, e.rbd, e.ate, e.subject, e.pme_action,
    e.occurred_on as signed_on, e.starts_on, e.ends_on, e.amount, e.participants
from batch
cross join jsonb_to_record(doc) as e (
    contract text, tender text, sostenedor text, rbd integer, ate text, subject text,
    pme_action text, occurred_on date, starts_on date, ends_on date, amount bigint,
    participants integer
)
where event = 'ate_contract.signed';

insert into ate_contract_step (
    stream, known_from, known_to, contract, step, occurred_on, amount, terminated, reason,
    sostenedor, rbd, pme_action, deficient
)
select
    stream, known_from, known_to,
    e.contract, substring(event from '[^.]+$') as step, e.occurred_on, e.amount, e.terminated,
    e.reason, e.sostenedor, e.rbd, e.pme_action, e.deficient
from batch
cross join jsonb_to_record(doc) as e (
    contract text, occurred_on date, amount bigint, terminated boolean, reason text,
    sostenedor text, rbd integer, pme_action text, deficient boolean
)
where event in (
    'ate_contract.need_stated', 'ate_contract.associated', 'ate_contract.started',
    'ate_contract.amended', 'ate_contract.ended', 'ate_contract.evaluated'
);

insert into ate_milestone (
    stream, known_from, known_to, contract, milestone, milestone_kind, title, due_on, amount
)
select
    stream, known_from, known_to,
    e.contract, e.milestone, e.milestone_kind, e.title, e.occurred_on as due_on, e.amount
from batch
cross join jsonb_to_record(doc) as e (
    contract text, milestone smallint, milestone_kind text, title text, occurred_on date,
    amount bigint
)
where event = 'ate_milestone.agreed';

insert into ate_milestone_step (
    stream, known_from, known_to, contract, milestone, step, occurred_on, participants_billed,
    participants_attended, reason, document_type, document_number, amount
)
select
    stream, known_from, known_to,
    e.contract, e.milestone, substring(event from '[^.]+$') as step, e.occurred_on,
    e.participants_billed, e.participants_attended, e.reason, e.document_type, e.document_number,
    e.amount
from batch
cross join jsonb_to_record(doc) as e (
    contract text, milestone smallint, occurred_on date, participants_billed integer,
    participants_attended integer, reason text, document_type text, document_number text,
    amount bigint
)
where event like 'ate\_milestone.%' and event <> 'ate_milestone.agreed';

insert into ate_contract_payment (
    stream, known_from, known_to, contract, payment, milestone, paid_on, amount, subvencion,
    document_type, document_number
)
select
    stream, known_from, known_to,
    e.contract, e.payment, e.milestone, e.occurred_on as paid_on, e.amount, e.subvencion,
    e.document_type, e.document_number
from batch
cross join jsonb_to_record(doc) as e (
    contract text, payment smallint, milestone smallint, occurred_on date, amount bigint,
    subvencion text, document_type text, document_number text
)
where event = 'ate_contract.payment_made';

insert into ate_payment_statement (
    stream, known_from, known_to, contract, payment, milestone, paid_on, amount, subvencion,
    document_type, document_number
)
select
    stream, known_from, known_to,
    e.contract, e.payment, e.milestone, e.occurred_on as paid_on, e.amount, e.subvencion,
    e.document_type, e.document_number
from batch
cross join jsonb_to_record(doc) as e (
    contract text, payment smallint, milestone smallint, occurred_on date, amount bigint,
    subvencion text, document_type text, document_number text
)
where event = 'ate_contract.payment_made';
