-- Payments by the dimensions asked for, first by school within each group and then over the schools,
-- which counts them without sorting. Whole pesos, and pesos of the month asked for where its index and
-- that of every payment's month are known. Reads only.
with fact as (
{payments}
),
price as materialized (
    select month, (
        select index
        from ipc_value
        where month = %(real_month)s
            and known_from <= %(known)s
            and known_to > %(known)s
    ) / index as rise
    from ipc_value
    where %(real_month)s::text is not null
        and known_from <= %(known)s
        and known_to > %(known)s
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        count(*) as payments,
        sum(fact.sep_total) as sep_total,
        sum(fact.sep_total * price.rise) as sep_real,
        sum(fact.sep_prioritarios) as sep_prioritarios,
        sum(fact.sep_preferentes) as sep_preferentes,
        count(*) filter (where fact.sep_prioritarios is null) as unsplit,
        count(*) filter (where price.rise is null) as unindexed
    from fact
    left join price on price.month = fact.month
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    count(*)::integer as schools,
    sum(payments)::integer as payments,
    sum(sep_total)::bigint as sep_total,
    case when sum(unindexed) = 0 then round(sum(sep_real)) end::bigint as sep_real,
    case when %(real_month)s::text is not null then sum(unindexed) end::integer as unindexed,
    sum(sep_prioritarios)::bigint as sep_prioritarios,
    sum(sep_preferentes)::bigint as sep_preferentes,
    sum(unsplit)::integer as unsplit
from by_school
group by {names}
order by {names}
limit %(most_groups)s
