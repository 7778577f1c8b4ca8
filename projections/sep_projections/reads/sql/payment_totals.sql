-- Payments by the dimensions asked for, first by school within each group and then over the schools,
-- which counts them without sorting. Whole pesos. Reads only.
with fact as (
{payments}
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        count(*) as payments,
        sum(fact.sep_total) as sep_total,
        sum(fact.sep_prioritarios) as sep_prioritarios,
        sum(fact.sep_preferentes) as sep_preferentes,
        count(*) filter (where fact.sep_prioritarios is null) as unsplit
    from fact
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    count(*)::integer as schools,
    sum(payments)::integer as payments,
    sum(sep_total)::bigint as sep_total,
    sum(sep_prioritarios)::bigint as sep_prioritarios,
    sum(sep_preferentes)::bigint as sep_preferentes,
    sum(unsplit)::integer as unsplit
from by_school
group by {names}
order by {names}
limit %(most_groups)s
