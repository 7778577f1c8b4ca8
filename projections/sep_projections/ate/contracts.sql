-- name: ate_bearers
-- Who bears each contract, in order: first who signs for what the others leave, then those who join.
    select
        signed.contract, 1 as place, signed.known_from as position, signed.stream,
        signed.sostenedor, signed.rbd, signed.signed_on as since,
        greatest(signed.amount - coalesce(borne.amount, 0), 0)::bigint as weight
    from {ate_contract_at} as signed
    left join lateral (
        select sum(amount) as amount
        from (
            select distinct on (sostenedor, rbd) amount
            from {ate_contract_step_at} as step
            where step.contract = signed.contract
                and step.step = 'associated'
            order by sostenedor, rbd, known_from desc
        ) as associate
    ) as borne on true
    union all
    select
        contract,
        1 + (row_number() over (partition by contract order by sostenedor, rbd))::integer,
        position, stream, sostenedor, rbd, since, weight
    from (
        select distinct on (step.contract, step.sostenedor, step.rbd)
            step.contract, step.known_from as position, step.stream, step.sostenedor, step.rbd,
            step.occurred_on as since, step.amount as weight
        from {ate_contract_step_at} as step
        inner join {ate_contract_at} as signed using (contract)
        where step.step = 'associated'
        order by step.contract, step.sostenedor, step.rbd, step.known_from desc
    ) as associate


-- name: ate_contract_payments
-- Payments to advisers, each as it was stated last, and whether a file and a command say otherwise of
-- it: what either leaves out contradicts nothing. Reads only.
select
    paid.known_from as position, paid.stream, paid.contract, paid.payment, paid.milestone,
    paid.paid_on, paid.amount, paid.subvencion, paid.document_type, paid.document_number,
    exists (
        select from {ate_payment_statement_at} as other
        where other.contract = paid.contract
            and other.payment = paid.payment
            and (
                other.amount <> paid.amount
                or other.paid_on <> paid.paid_on
                or other.subvencion <> paid.subvencion
                or other.milestone <> paid.milestone
                or other.document_type <> paid.document_type
                or other.document_number <> paid.document_number
            )
    ) as stated_otherwise
from {ate_contract_payment_at} as paid


-- name: ate_contract_shares
-- What each of those who contract together bears: of the contract as signed and as last amended, and
-- of its payments, each divided by what they bear as signed. A contract of one is borne by that one.
-- Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights from bearer group by contract
),
amended as (
    select distinct on (contract) contract, amount
    from {ate_contract_step_at} as ate_contract_step
    where step = 'amended'
    order by contract, occurred_on desc
)
select
    bearer.position, bearer.stream, bearer.contract, bearer.place,
    bearer.sostenedor as sostenedor_rut, bearer.rbd, bearer.since,
    (projections.shares(signed.amount, bearing.weights))[bearer.place] as amount,
    (projections.shares(coalesce(amended.amount, signed.amount), bearing.weights))[bearer.place]
        as committed,
    coalesce(money.paid, 0)::bigint as paid
from bearer
inner join bearing using (contract)
inner join {ate_contract_at} as signed
    on signed.contract = bearer.contract
left join amended on amended.contract = bearer.contract
left join lateral (
    select sum((projections.shares(payment.amount, bearing.weights))[bearer.place]) as paid
    from {ate_contract_payment_at} as payment
    where payment.contract = bearer.contract
) as money on true
where (%(contract)s::text is null or bearer.contract = %(contract)s)
    and (%(rbd)s::integer is null or bearer.rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or bearer.sostenedor = %(sostenedor)s)
    and (
        %(joint)s::boolean is null
        or (array_length(bearing.weights, 1) > 1) = %(joint)s
    )


-- name: ate_contracts
-- Contracts with advisers and what each comes to: committed (as last amended), approved (agreed for
-- approved milestones), invoiced and paid. Whole pesos. Reads only.
with totalled as (
    select
        signed.known_from as position, signed.stream, signed.contract,
        signed.tender as tender_number, signed.sostenedor as sostenedor_rut, signed.rbd,
        signed.ate as ate_rut, signed.subject, signed.pme_action, signed.signed_on,
        signed.starts_on, signed.ends_on, signed.amount, signed.participants,
        coalesce(later.amended, signed.amount) as committed,
        work.approved, billed.invoiced, money.paid, later.ended_on, later.terminated
    from {ate_contract_at} as signed
    cross join lateral (
        select
            (array_agg(amount order by occurred_on desc)
                filter (where step = 'amended'))[1] as amended,
            min(occurred_on) filter (where step = 'ended') as ended_on,
            bool_or(terminated) filter (where step = 'ended') as terminated
        from {ate_contract_step_at} as step
        where step.contract = signed.contract
    ) as later
    cross join lateral (
        select coalesce(sum(agreed.amount), 0)::bigint as approved
        from {ate_milestone_at} as agreed
        where agreed.contract = signed.contract
            and exists (
                select from {ate_milestone_step_at} as step
                where step.contract = agreed.contract
                    and step.milestone = agreed.milestone
                    and step.step = 'approved'
            )
    ) as work
    cross join lateral (
        select coalesce(sum(amount), 0)::bigint as invoiced
        from {ate_milestone_step_at} as step
        where step.contract = signed.contract
            and step.step = 'invoiced'
    ) as billed
    cross join lateral (
        select coalesce(sum(amount), 0)::bigint as paid
        from {ate_contract_payment_at} as payment
        where payment.contract = signed.contract
    ) as money
    where (%(contract)s::text is null or signed.contract = %(contract)s)
        and (
            (%(rbd)s::integer is null or signed.rbd = %(rbd)s)
            and (%(sostenedor)s::text is null or signed.sostenedor = %(sostenedor)s)
            or exists (
                select from {ate_contract_step_at} as step
                where step.contract = signed.contract
                    and step.step = 'associated'
                    and (%(rbd)s::integer is null or step.rbd = %(rbd)s)
                    and (%(sostenedor)s::text is null or step.sostenedor = %(sostenedor)s)
            )
        )
        and (%(ate)s::text is null or signed.ate = %(ate)s)
        and (%(signed_from)s::date is null or signed.signed_on >= %(signed_from)s)
        and (%(signed_to)s::date is null or signed.signed_on <= %(signed_to)s)
        and (
            %(year)s::smallint is null
            or %(year)s::integer between extract(year from signed.starts_on)
                and extract(year from signed.ends_on)
        )
)
select * from totalled
where (%(overpaid)s::boolean is null or (paid > committed) = %(overpaid)s)
    and (
        %(stated_otherwise)s::boolean is null
        or %(stated_otherwise)s = exists (
            select from ({ate_contract_payments}) as payment
            where payment.contract = totalled.contract
                and payment.stated_otherwise
        )
    )


-- name: ate_milestones
-- Milestones as agreed, with when each was delivered, approved, invoiced, paid or cancelled. Reads
-- only.
select
    agreed.known_from as position, agreed.stream, agreed.contract, agreed.milestone,
    agreed.milestone_kind as kind, agreed.title, agreed.due_on, agreed.amount,
    steps.delivered_on, steps.participants_billed, steps.participants_attended,
    steps.times_returned, steps.returned_on, steps.approved_on, steps.invoiced_on, steps.invoiced,
    steps.cancelled_on,
    money.first_paid_on, money.paid,
    money.first_paid_on is not null
        and (steps.approved_on is null or money.first_paid_on < steps.approved_on)
        as paid_before_approval
from {ate_milestone_at} as agreed
cross join lateral (
    select
        max(occurred_on) filter (where step = 'delivered') as delivered_on,
        max(participants_billed) as participants_billed,
        max(participants_attended) as participants_attended,
        count(*) filter (where step = 'returned')::integer as times_returned,
        max(occurred_on) filter (where step = 'returned') as returned_on,
        min(occurred_on) filter (where step = 'approved') as approved_on,
        min(occurred_on) filter (where step = 'invoiced') as invoiced_on,
        sum(amount) filter (where step = 'invoiced')::bigint as invoiced,
        min(occurred_on) filter (where step = 'cancelled') as cancelled_on
    from {ate_milestone_step_at} as step
    where step.contract = agreed.contract
        and step.milestone = agreed.milestone
) as steps
cross join lateral (
    select min(paid_on) as first_paid_on, coalesce(sum(amount), 0)::bigint as paid
    from {ate_contract_payment_at} as payment
    where payment.contract = agreed.contract
        and payment.milestone = agreed.milestone
) as money


-- name: ate_payment_shares
-- What each of those who contract together bears of a payment. Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights from bearer group by contract
)
select
    payment.contract, payment.payment, bearer.place, bearer.sostenedor as sostenedor_rut, bearer.rbd,
    (projections.shares(payment.amount, bearing.weights))[bearer.place] as amount
from {ate_contract_payment_at} as payment
inner join bearing using (contract)
inner join bearer using (contract)


-- name: ate_payment_statements
-- All that files and commands say of payments to advisers, each as its own stream says it now. Reads
-- only.
select
    known_from as position, stream, contract, payment, milestone, paid_on, amount, subvencion,
    document_type, document_number
from {ate_payment_statement_at} as ate_payment_statement


-- name: ate_provider_steps
-- What happened to an adviser in the registry; who judged it, and whether the contract that users
-- judged is known to be with it. Reads only.
select
    known_from as position, stream, ate as ate_rut, step, occurred_on, until, reason, contract,
    deficient, sostenedor as sostenedor_rut, share, description, process, resolution,
    case step
        when 'evaluated' then 'user'
        when 'certification_evaluated' then 'ministry'
    end as evaluator,
    case when step = 'evaluated' then
        exists (
            select from {ate_contract_at} as signed
            where signed.contract = ate_provider_step.contract
                and signed.ate = ate_provider_step.ate
        )
    end as contract_known
from {ate_provider_step_at} as ate_provider_step


-- name: ate_providers
-- Advisers that the registry has listed or that a contract names, with their latest certification
-- and what their contracts come to. Whole pesos. Reads only.
with named as (
    select ate as ate_rut from {ate_provider_at} as ate_provider
    union
    select ate from {ate_contract_at} as ate_contract
)
select
    named.ate_rut, certified.name, certified.provider_kind as kind, certified.certified_on,
    certified.valid_until, served.contracts_signed, served.schools_served, served.committed,
    served.paid
from named
left join lateral (
    select name, provider_kind, certified_on, valid_until
    from {ate_provider_at} as ate_provider
    where ate_provider.ate = named.ate_rut
    order by certified_on desc
    limit 1
) as certified on true
cross join lateral (
    select
        count(*)::integer as contracts_signed,
        (
            select count(distinct served.rbd)::integer
            from (
                select rbd from {ate_contract_at} as own
                where own.ate = named.ate_rut
                union all
                select step.rbd
                from {ate_contract_step_at} as step
                inner join {ate_contract_at} as own using (contract)
                where own.ate = named.ate_rut
                    and step.step = 'associated'
            ) as served
        ) as schools_served,
        coalesce(sum(coalesce(amended.amount, contract.amount)), 0)::bigint as committed,
        coalesce(sum(money.paid), 0)::bigint as paid
    from {ate_contract_at} as contract
    left join lateral (
        select amount
        from {ate_contract_step_at} as step
        where step.contract = contract.contract
            and step.step = 'amended'
        order by occurred_on desc
        limit 1
    ) as amended on true
    cross join lateral (
        select sum(amount) as paid
        from {ate_contract_payment_at} as payment
        where payment.contract = contract.contract
    ) as money
    where contract.ate = named.ate_rut
) as served
where (%(ate)s::text is null or named.ate_rut = %(ate)s)
    and (
        %(name_contains)s::text is null
        or position(upper(%(name_contains)s) in upper(certified.name)) > 0
    )
    and (%(certified)s::boolean is null or (certified.name is not null) = %(certified)s)


-- name: ate_tender_procedures
-- Tenders and the exceptions that stand in for them, each with its procedure: as it is stated, else as
-- the notice or the dependency of the school tells it. A municipality's own schools and the local
-- services tender by Ley 19.886, private holders by concurso público; of a corporation, and where the
-- register of that year is not known, it is not known. Reads only.
select
    announced.known_from, announced.tender, announced.sostenedor, announced.rbd,
    announced.announced_on, announced.notice_medium, announced.exception,
    coalesce(
        announced.procedure,
        terms.procedure,
        case when announced.notice_medium = 'mercado_publico' then 'licitacion' end,
        case entry.dependency
            when 'municipal_daem' then 'licitacion'
            when 'slep' then 'licitacion'
            when 'particular_subvencionado' then 'concurso'
            when 'administracion_delegada' then 'concurso'
        end
    ) as procedure
from {ate_tender_at} as announced
left join lateral (
    select step.procedure
    from {ate_tender_step_at} as step
    where step.tender = announced.tender
        and step.step = 'terms_approved'
        and step.procedure <> 'excepcion'
    order by step.occurred_on desc, step.known_from desc
    limit 1
) as terms on true
left join lateral (
    select school_year.dependency
    from {school_year_at} as school_year
    where school_year.rbd = announced.rbd
        and school_year.year = extract(year from announced.announced_on)
    order by school_year.known_from desc
    limit 1
) as entry on true


-- name: ate_tenders
-- Tenders, or the exceptions that stand in for them, with their award. Reads only.
select
    announced.known_from as position, announced.stream, announced.tender,
    announced.sostenedor as sostenedor_rut, announced.rbd, announced.subject,
    announced.announced_on, announced.notice_medium, announced.notice_name, announced.closes_on,
    announced.exception, announced.procedure as stated_procedure, award.awarded_on, award.ate as awarded_to, award.bidders
from {ate_tender_at} as announced
left join {ate_award_at} as award
    on award.tender = announced.tender


-- name: ate_tenders_on
-- Tenders, or the exceptions that stand in for them, with their terms, bids and award; those on which
-- bids may be made on a day, where one is given. Reads only.
with tender as (
{ate_tenders}
)
select
    tender.*, terms.contract, coalesce(terms.procedure, tender.stated_procedure) as procedure,
    terms.criteria as criteria_stated,
    -- A file says who bid with the award, and before it nothing; a command says each bid.
    case
        when bids.received > 0 or cardinality(tender.bidders) > 0
            then greatest(bids.received, cardinality(tender.bidders))
        when terms.contract is not null then 0
    end as bids,
    void.void_on
from tender
left join lateral (
    select contract, procedure, criteria
    from {ate_tender_step_at} as step
    where step.tender = tender.tender
        and step.step = 'terms_approved'
    order by occurred_on desc, known_from desc
    limit 1
) as terms on true
cross join lateral (
    select count(*)::integer as received
    from {ate_tender_step_at} as step
    where step.tender = tender.tender
        and step.step = 'bid_received'
) as bids
cross join lateral (
    select min(occurred_on) as void_on
    from {ate_tender_step_at} as step
    where step.tender = tender.tender
        and step.step = 'declared_void'
) as void
where (%(rbd)s::integer is null or tender.rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or tender.sostenedor_rut = %(sostenedor)s)
    and (
        %(open_on)s::date is null
        or (
            tender.exception is null
            and tender.announced_on <= %(open_on)s
            and tender.closes_on >= %(open_on)s
            and coalesce(tender.awarded_on > %(open_on)s, true)
            and coalesce(void.void_on > %(open_on)s, true)
        )
    )


-- name: void_tenders
-- Tenders that were declared void by a day. Reads only.
select tender
from {ate_tender_step_at} as ate_tender_step
where step = 'declared_void'
    and occurred_on <= %(on)s::date
