-- Payments to advisers and what stands behind each: the certificate on the day of the award and of the
-- payment, the tender or exception, its notice, the report and its approval. Whole pesos. Reads only.
with paid as (
    select
        payment.known_from as position, payment.stream, payment.contract, payment.payment,
        payment.milestone, payment.paid_on, payment.amount, payment.subvencion, signed.ate as ate_rut,
        signed.sostenedor as sostenedor_rut, signed.rbd, signed.tender as tender_number,
        coalesce(award.awarded_on, signed.signed_on) as awarded_on,
        announced.tender is not null and announced.exception is null as competed,
        announced.exception, coalesce(announced.notice_medium = notice.value, false) as announced,
        work.delivered_on, work.approved_on
    from ate_contract_payment as payment
    inner join ate_contract as signed
        on signed.contract = payment.contract
        and signed.known_from <= %(known)s
        and signed.known_to > %(known)s
    left join ate_tender as announced
        on announced.tender = signed.tender
        and announced.known_from <= %(known)s
        and announced.known_to > %(known)s
    left join ate_award as award
        on award.tender = signed.tender
        and award.known_from <= %(known)s
        and award.known_to > %(known)s
    inner join ({legal_number}) as notice
        on notice.name = 'notice_medium'
        and notice.to_date = 'infinity'
    cross join lateral (
        select
            min(occurred_on) filter (where step = 'delivered') as delivered_on,
            min(occurred_on) filter (where step = 'approved') as approved_on
        from ate_milestone_step as step
        where step.contract = payment.contract
            and step.milestone = payment.milestone
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
    ) as work
    where payment.known_from <= %(known)s
        and payment.known_to > %(known)s
),
told as (
    select
        paid.*,
        (
            select {ate_certified_on}
            from (select paid.ate_rut, paid.awarded_on as day) as judged
        ) as certified_at_award,
        (
            select {ate_certified_on}
            from (select paid.ate_rut, paid.paid_on as day) as judged
        ) as certified_when_paid,
        coalesce(approved_on <= paid_on, false) as after_approval,
        coalesce(delivered_on <= paid_on, false) as after_delivery
    from paid
)
select *
from told
where (%(contract)s::text is null or contract = %(contract)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(ate)s::text is null or ate_rut = %(ate)s)
    and (%(paid_from)s::date is null or paid_on >= %(paid_from)s)
    and (%(paid_to)s::date is null or paid_on <= %(paid_to)s)
    and (
        %(uncertified)s::boolean is null
        or (not certified_at_award or not certified_when_paid) = %(uncertified)s
    )
    and (
        %(without_tender)s::boolean is null
        or (not competed and exception is null) = %(without_tender)s
    )
    and (
        %(without_notice)s::boolean is null
        or (competed and not announced) = %(without_notice)s
    )
    and (%(before_approval)s::boolean is null or (not after_approval) = %(before_approval)s)
    and (%(before_delivery)s::boolean is null or (not after_delivery) = %(before_delivery)s)
