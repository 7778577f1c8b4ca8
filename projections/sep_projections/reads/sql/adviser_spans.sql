-- The calendar years of each contract with an adviser at each of its schools: the one that signed and
-- those that joined. A contract that ended early stops there. Reads only.
with contract as (
    select
        signed.contract, signed.ate, signed.rbd,
        extract(year from signed.starts_on)::smallint as from_year,
        extract(year from coalesce(ended.occurred_on, signed.ends_on))::smallint as to_year
    from ate_contract as signed
    left join lateral (
        select min(step.occurred_on) as occurred_on
        from ate_contract_step as step
        where step.contract = signed.contract
            and step.step = 'ended'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
    ) as ended on true
    where signed.known_from <= %(known)s
        and signed.known_to > %(known)s
)
select contract, ate, rbd, from_year, to_year
from contract
union
select contract.contract, contract.ate, joined.rbd, contract.from_year, contract.to_year
from contract
join ate_contract_step as joined using (contract)
where joined.step = 'associated'
    and joined.rbd is not null
    and joined.known_from <= %(known)s
    and joined.known_to > %(known)s
