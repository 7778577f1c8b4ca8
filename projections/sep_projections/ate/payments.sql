-- name: ate_payments
-- Payments to advisers and what stands behind each: the certificate on the day of the award and of the
-- payment, the tender or exception, its notice, the fund, the report and its approval; and what the law
-- says of each, where enough is known. Whole pesos. Reads only.
with law as materialized (
{legal_number}
),
registry as materialized (
{ate_registry_told}
),
paid as (
    select
        payment.known_from as position, payment.stream, payment.contract, payment.payment,
        payment.milestone, payment.paid_on, payment.amount, payment.subvencion, told.ate_rut,
        told.sostenedor as sostenedor_rut, told.rbd, told.tender_number, told.day as awarded_on,
        told.tender_known and told.exception is null as competed, told.exception,
        coalesce(told.notice_medium = 'regional', false) as announced,
        told.certification = 'cumple' as certified_at_award, told.certification, told.nature,
        told.competition, told.notice,
        case
            when fund.value is null then 'no_aplica'
            when payment.subvencion = fund.value then 'cumple'
            else 'no_cumple'
        end as funding,
        work.delivered_on, work.approved_on,
        -- A milestone that no file has may have been approved; who names none waited for none.
        payment.milestone is null or exists (
            select from {ate_milestone_at} as agreed
            where agreed.contract = payment.contract
                and agreed.milestone = payment.milestone
        ) as milestone_told
    from {ate_contract_payment_at} as payment
    inner join ({ate_contract_verdicts}) as told on told.contract = payment.contract
    left join law as fund
        on fund.name = 'contract_subvencion'
        and payment.paid_on between fund.from_date and fund.to_date
    cross join lateral (
        select
            min(occurred_on) filter (where step = 'delivered') as delivered_on,
            min(occurred_on) filter (where step = 'approved') as approved_on
        from {ate_milestone_step_at} as step
        where step.contract = payment.contract
            and step.milestone = payment.milestone
    ) as work
),
told as (
    select
        paid.*,
        (
            select {ate_certification}
            from (select paid.ate_rut, paid.paid_on as day) as judged
            cross join registry
        ) as certification_when_paid,
        case when milestone_told then coalesce(approved_on <= paid_on, false) end as after_approval,
        case when milestone_told then coalesce(delivered_on <= paid_on, false) end as after_delivery
    from paid
)
select told.*, certification_when_paid = 'cumple' as certified_when_paid
from told
where (%(contract)s::text is null or contract = %(contract)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(ate)s::text is null or ate_rut = %(ate)s)
    and (%(paid_from)s::date is null or paid_on >= %(paid_from)s)
    and (%(paid_to)s::date is null or paid_on <= %(paid_to)s)
    and (
        %(uncertified)s::boolean is null
        or ('no_cumple' in (certification, certification_when_paid)) = %(uncertified)s
    )
    and (%(barred)s::boolean is null or (nature = 'no_cumple') = %(barred)s)
    and (%(without_tender)s::boolean is null or (competition = 'no_cumple') = %(without_tender)s)
    and (%(without_notice)s::boolean is null or (notice = 'no_cumple') = %(without_notice)s)
    and (%(other_source)s::boolean is null or (funding = 'no_cumple') = %(other_source)s)
    and (%(before_approval)s::boolean is null or (not after_approval) = %(before_approval)s)
    and (%(before_delivery)s::boolean is null or (not after_delivery) = %(before_delivery)s)
