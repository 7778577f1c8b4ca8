-- Advisers that the registry has listed or that a contract names, with their latest certification
-- and what their contracts come to. Whole pesos. Reads only.
with named as (
    select ate as ate_rut from ate_provider where known_from <= %(known)s and known_to > %(known)s
    union
    select ate from ate_contract where known_from <= %(known)s and known_to > %(known)s
)
select
    named.ate_rut, certified.name, certified.provider_kind as kind, certified.certified_on,
    certified.valid_until, served.contracts_signed, served.schools_served, served.committed,
    served.paid
from named
left join lateral (
    select name, provider_kind, certified_on, valid_until
    from ate_provider
    where ate_provider.ate = named.ate_rut
        and known_from <= %(known)s
        and known_to > %(known)s
    order by certified_on desc
    limit 1
) as certified on true
cross join lateral (
    select
        count(*)::integer as contracts_signed,
        (
            select count(distinct served.rbd)::integer
            from (
                select rbd from ate_contract as own
                where own.ate = named.ate_rut
                    and own.known_from <= %(known)s
                    and own.known_to > %(known)s
                union all
                select step.rbd
                from ate_contract_step as step
                inner join ate_contract as own using (contract)
                where own.ate = named.ate_rut
                    and own.known_from <= %(known)s
                    and own.known_to > %(known)s
                    and step.step = 'associated'
                    and step.known_from <= %(known)s
                    and step.known_to > %(known)s
            ) as served
        ) as schools_served,
        coalesce(sum(coalesce(amended.amount, contract.amount)), 0)::bigint as committed,
        coalesce(sum(money.paid), 0)::bigint as paid
    from ate_contract as contract
    left join lateral (
        select amount
        from ate_contract_step as step
        where step.contract = contract.contract
            and step.step = 'amended'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        order by occurred_on desc
        limit 1
    ) as amended on true
    cross join lateral (
        select sum(amount) as paid
        from ate_contract_payment as payment
        where payment.contract = contract.contract
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
    ) as money
    where contract.ate = named.ate_rut
        and contract.known_from <= %(known)s
        and contract.known_to > %(known)s
) as served
where (%(ate)s::text is null or named.ate_rut = %(ate)s)
    and (
        %(name_contains)s::text is null
        or position(upper(%(name_contains)s) in upper(certified.name)) > 0
    )
    and (%(certified)s::boolean is null or (certified.name is not null) = %(certified)s)
