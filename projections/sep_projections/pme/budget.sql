-- name: money_years
-- Of which years a school has declared documents of the SEP, and of which months its payments are
-- published. Reads only.
select
    rbd, year, coalesce(sum(documents), 0)::integer as documents,
    coalesce(array_agg(month order by month) filter (where month is not null), '{{}}') as months_paid
from (
    select rbd, year, count(*) as documents, null as month
    from {expenditure_at} as expenditure
    where subvencion = 'SEP'
        and rbd is not null
    group by rbd, year
    union all
    select rbd, left(month, 4)::smallint, 0, month
    from {payment_at} as payment
) as told
group by rbd, year


-- name: pme_budget
-- The plan of a school, action by action: budgeted, committed by contracts with advisers, and declared
-- out of the SEP; then what names an action that the plan does not have, and what names none. A contract
-- belongs to the year in which it starts, and a school bears its share of one that several sign. What no
-- document or no contract tells is null, which is no zero. Whole pesos. Reads only.
with mine as materialized (
    select signed.contract
    from ate_contract as signed
    where signed.rbd = %(rbd)s
    union
    select step.contract
    from ate_contract_step as step
    where step.rbd = %(rbd)s
        and step.step = 'associated'
),
bearer as materialized (
    select *
    from (
{ate_bearers}
    ) as every
    where every.contract = any (array(select contract from mine))
),
bearing as (
    select contract, array_agg(weight order by place) as weights from bearer group by contract
),
contracted as (
    select
        coalesce(
            substring(lower(signed.pme_action) from '^(\d\d\d\d/\w+)$'),
            extract(year from signed.starts_on)::text || '/' || lower(signed.pme_action)
        ) as named,
        extract(year from signed.starts_on)::smallint as year,
        (projections.shares(coalesce(amended.amount, signed.amount), bearing.weights))[bearer.place]
            as committed,
        money.paid
    from bearer
    inner join bearing using (contract)
    inner join {ate_contract_at} as signed
        on signed.contract = bearer.contract
    left join lateral (
        select step.amount
        from {ate_contract_step_at} as step
        where step.contract = signed.contract
            and step.step = 'amended'
        order by step.occurred_on desc
        limit 1
    ) as amended on true
    cross join lateral (
        select
            coalesce(
                sum((projections.shares(payment.amount, bearing.weights))[bearer.place]), 0
            )::bigint as paid
        from {ate_contract_payment_at} as payment
        where payment.contract = signed.contract
    ) as money
    where bearer.rbd = %(rbd)s
),
spent as (
    select
        pme_action as named,
        coalesce(left(pme_action, 4)::smallint, expenditure.year) as year,
        count(*)::integer as document_count,
        sum(declared)::bigint as declared
    from {expenditure_at} as expenditure
    where expenditure.rbd = %(rbd)s
        and subvencion = 'SEP'
    group by 1, 2
),
planned as (
    select
        year, year || '/' || lower(action) as named, action, name, dimension, sep_budget,
        total_budget
    from (
{pme_actions}
    ) as plan
    where plan.rbd = %(rbd)s
),
line as (
    select year, named, sum(committed)::bigint as committed, sum(paid)::bigint as paid,
        sum(contracts)::integer as contracts, sum(document_count)::integer as document_count,
        sum(declared)::bigint as declared
    from (
        select year, named, null::bigint as committed, null::bigint as paid, 0 as contracts,
            document_count, declared
        from spent
        union all
        select coalesce(left(named, 4)::smallint, year), named, committed, paid, 1, 0, null
        from contracted
        union all
        select year, named, null, null, 0, 0, null from planned
    ) as told
    group by year, named
),
covered as (
    select
        exists (
            select from {expenditure_at} as expenditure
            where expenditure.rbd = %(rbd)s
                and expenditure.year = years.year
                and expenditure.subvencion = 'SEP'
        ) as has_documents,
        exists (
            select from {ate_contract_at} as ate_contract
        ) as has_contracts,
        exists (select from planned where planned.year = years.year) as has_plan,
        years.year
    from (select distinct year from line) as years
),
told as (
    select
        %(rbd)s::integer as rbd, line.year,
        case
            when line.named is null then 'untied'
            when planned.named is null then 'not_planned'
            else 'planned'
        end as kind,
        coalesce(planned.action, substring(line.named from '/(.*)$'), '') as action,
        planned.name, planned.dimension, planned.sep_budget, planned.total_budget,
        case when has_contracts then coalesce(line.committed, 0) end as committed,
        case when has_contracts then coalesce(line.paid, 0) end as paid,
        line.contracts, line.document_count,
        case when has_documents then coalesce(line.declared, 0) else line.declared end as declared,
        array_remove(array[
            case when not has_plan then 'plan_not_known' end,
            case when not has_documents then 'documents_not_declared' end,
            case when not has_contracts then 'contracts_not_known' end
        ], null) as missing
    from line
    inner join covered using (year)
    left join planned
        on planned.year = line.year
        and planned.named = line.named
)
select
    *,
    sep_budget - declared as unspent,
    sep_budget - declared - greatest(committed - paid, 0) as free,
    round(declared::numeric / nullif(sep_budget, 0), 4) as share
from told
where %(year)s::smallint is null or year = %(year)s
