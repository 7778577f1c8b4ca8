-- name: contract_story
-- The whole story of each contract, whoever told it: its need, its tenders, bids and award, the
-- signing, each milestone and payment, amendments, the end and the judgement. What was agreed takes
-- the day of the signing, or of the amendment that brought it. Whole pesos. Reads only.
with tied as (
    select contract, tender
    from {ate_contract_at} as ate_contract
    where tender is not null
    union
    select contract, tender
    from {ate_tender_step_at} as ate_tender_step
    where contract is not null
)
select
    told.known_from as position, told.stream, told.contract, 'ate_contract.' || told.step as step,
    told.occurred_on, null::smallint as milestone, null::date as due_on, null::text as ate_rut,
    told.sostenedor as sostenedor_rut, told.amount, null::integer as points, told.deficient,
    null::text as document_type, null::text as document_number,
    coalesce(told.reason, told.pme_action) as text
from {ate_contract_step_at} as told
union all
select
    told.known_from, told.stream, tied.contract, 'ate_tender.' || told.step, told.occurred_on, null,
    null, told.ate, null, told.amount, told.points, null, null, null,
    coalesce(told.reason, told.procedure)
from {ate_tender_step_at} as told
inner join tied using (tender)
union all
select
    told.known_from, told.stream, tied.contract, 'ate_tender.announced', told.announced_on, null,
    told.closes_on, null, told.sostenedor, null, null, null, null, null,
    coalesce(told.notice_name, told.exception)
from {ate_tender_at} as told
inner join tied using (tender)
union all
select
    told.known_from, told.stream, tied.contract, 'ate_tender.awarded', told.awarded_on, null, null,
    told.ate, null, null, null, null, null, null, null
from {ate_award_at} as told
inner join tied using (tender)
union all
select
    told.known_from, told.stream, told.contract, 'ate_contract.signed', told.signed_on, null,
    told.ends_on, told.ate, told.sostenedor, told.amount, null, null, null, null, told.subject
from {ate_contract_at} as told
union all
select
    told.known_from, told.stream, told.contract, 'ate_milestone.agreed',
    coalesce(
        (
            select max(amended.occurred_on)
            from ate_contract_step as amended
            where amended.stream = told.stream
                and amended.step = 'amended'
                and amended.known_from < told.known_from
        ),
        (
            select max(signed.signed_on)
            from {ate_contract_at} as signed
            where signed.contract = told.contract
        ),
        told.due_on
    ),
    told.milestone, told.due_on, null, null, told.amount, null, null, null, null, told.title
from {ate_milestone_at} as told
union all
select
    told.known_from, told.stream, told.contract, 'ate_milestone.' || told.step, told.occurred_on,
    told.milestone, null, null, null, told.amount, null, null, told.document_type,
    told.document_number, told.reason
from {ate_milestone_step_at} as told
union all
select
    told.known_from, told.stream, told.contract, 'ate_contract.payment_made', told.paid_on,
    told.milestone, null, null, null, told.amount, null, null, told.document_type,
    told.document_number, told.subvencion
from {ate_contract_payment_at} as told
