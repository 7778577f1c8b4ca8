-- Declared documents by the dimensions asked for, first by school and account within each group and
-- then over the schools. Whole pesos. Reads only.
with fact as (
{expenditures}
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        max(fact.account_name) as account_name,
        count(*) as documents,
        sum(fact.declared) as declared
    from fact
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    max(account_name) as account_name,
    count(school)::integer as schools,
    sum(documents)::integer as documents,
    sum(declared)::bigint as declared,
    coalesce(sum(documents) filter (where school is null), 0)::integer as unattributed
from by_school
group by {names}
order by {names}
limit %(most_groups)s
