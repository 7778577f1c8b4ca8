-- The first time that an adviser, or contracts of one kind, came to a school: contracts that follow
-- one another without a year of tests between them are one stay. Later stays begin from a school that
-- the adviser has changed already; their contracts are counted and their money is not. Whole pesos.
-- Reads only.
with contract as (
{advised_contracts}
),
labelled as (
    select
        case when %(by_type)s::boolean then contract_type else ate_rut end as label, contract.*
    from contract
    where (%(contract_type)s::text is null or contract_type = %(contract_type)s)
),
followed as (
    select
        labelled.*,
        max(last_test) over (
            partition by label, rbd order by first_test, last_test, contract
            rows between unbounded preceding and 1 preceding
        ) as reached
    from labelled
),
stayed as (
    select
        followed.*,
        count(*) filter (where first_test > reached + 1) over (
            partition by label, rbd order by first_test, last_test, contract
        ) as stay
    from followed
)
select
    label, rbd,
    array_agg(distinct ate_rut order by ate_rut) filter (where stay = 0) as ate_ruts,
    array_agg(distinct contract_type order by contract_type) filter (where stay = 0)
        as contract_types,
    min(starts_on) filter (where stay = 0) as starts_on,
    max(ends_on) filter (where stay = 0) as ends_on,
    (min(first_test) filter (where stay = 0))::smallint as first_test,
    (max(last_test) filter (where stay = 0))::smallint as last_test,
    count(distinct contract) filter (where stay = 0)::integer as contracts,
    count(distinct contract) filter (where stay > 0)::integer as later_contracts,
    coalesce(sum(committed) filter (where stay = 0), 0)::bigint as committed,
    coalesce(sum(paid) filter (where stay = 0), 0)::bigint as paid,
    coalesce(sum(paid_from_sep) filter (where stay = 0), 0)::bigint as paid_from_sep
from stayed
group by label, rbd
