-- Contracts with advisers at each school, the one that signed and those that joined, with the money of
-- the one that signed and the first and last school year at whose SIMCE the adviser was at work: the
-- test is taken in October and November, so a contract that begins on 1 October or later was not at
-- work before that year's test, and one that ends before 1 October has left when it is taken. Where
-- last_test is before first_test, no test fell into the contract. Whole pesos. Reads only.
with signed as (
    select
        contract.contract, contract.ate as ate_rut, contract.subject as contract_type,
        contract.rbd, contract.starts_on, lasting.ends_on,
        coalesce(later.amended, contract.amount) as committed,
        extract(year from contract.starts_on)::integer
            + (extract(month from contract.starts_on) >= 10)::integer as first_test,
        extract(year from lasting.ends_on)::integer
            - (extract(month from lasting.ends_on) < 10)::integer as last_test
    from ate_contract as contract
    cross join lateral (
        select
            (array_agg(amount order by occurred_on desc) filter (where step = 'amended'))[1]
                as amended,
            min(occurred_on) filter (where step = 'ended') as ended_on
        from ate_contract_step as step
        where step.contract = contract.contract
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
    ) as later
    cross join lateral (select coalesce(later.ended_on, contract.ends_on) as ends_on) as lasting
    where contract.known_from <= %(known)s
        and contract.known_to > %(known)s
),
money as (
    select
        contract, sum(amount)::bigint as paid,
        sum(amount) filter (where subvencion = 'SEP')::bigint as paid_from_sep
    from ate_contract_payment
    where known_from <= %(known)s
        and known_to > %(known)s
    group by contract
)
select
    signed.*, false as joined, coalesce(money.paid, 0) as paid,
    coalesce(money.paid_from_sep, 0) as paid_from_sep
from signed
left join money using (contract)
union all
select
    signed.contract, signed.ate_rut, signed.contract_type, step.rbd, signed.starts_on,
    signed.ends_on, 0, signed.first_test, signed.last_test, true, 0, 0
from signed
join ate_contract_step as step using (contract)
where step.step = 'associated'
    and step.rbd is not null
    and step.rbd <> signed.rbd
    and step.known_from <= %(known)s
    and step.known_to > %(known)s
