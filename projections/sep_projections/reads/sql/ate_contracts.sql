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
    from ate_contract as signed
    cross join lateral (
        select
            (array_agg(amount order by occurred_on desc)
                filter (where step = 'amended'))[1] as amended,
            min(occurred_on) filter (where step = 'ended') as ended_on,
            bool_or(terminated) filter (where step = 'ended') as terminated
        from ate_contract_step as step
        where step.contract = signed.contract
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
    ) as later
    cross join lateral (
        select coalesce(sum(agreed.amount), 0)::bigint as approved
        from ate_milestone as agreed
        where agreed.contract = signed.contract
            and agreed.known_from <= %(known)s
            and agreed.known_to > %(known)s
            and exists (
                select from ate_milestone_step as step
                where step.contract = agreed.contract
                    and step.milestone = agreed.milestone
                    and step.step = 'approved'
                    and step.known_from <= %(known)s
                    and step.known_to > %(known)s
            )
    ) as work
    cross join lateral (
        select coalesce(sum(amount), 0)::bigint as invoiced
        from ate_milestone_step as step
        where step.contract = signed.contract
            and step.step = 'invoiced'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
    ) as billed
    cross join lateral (
        select coalesce(sum(amount), 0)::bigint as paid
        from ate_contract_payment as payment
        where payment.contract = signed.contract
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
    ) as money
    where signed.known_from <= %(known)s
        and signed.known_to > %(known)s
        and (%(contract)s::text is null or signed.contract = %(contract)s)
        and (
            (%(rbd)s::integer is null or signed.rbd = %(rbd)s)
            and (%(sostenedor)s::text is null or signed.sostenedor = %(sostenedor)s)
            or exists (
                select from ate_contract_step as step
                where step.contract = signed.contract
                    and step.step = 'associated'
                    and step.known_from <= %(known)s
                    and step.known_to > %(known)s
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
