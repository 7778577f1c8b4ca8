-- How a measure of spending lies among schools, by the dimensions asked for. A quantile is the value
-- of a school: the least that has so many of the schools at it or below. Reads only.
with fact as (
{spending_facts}
)
select
    {keys},
    count(distinct fact.rbd) filter (where fact.value is not null)::integer as schools,
    count(fact.value)::integer as school_years,
    count(*) filter (where fact.value is null)::integer as without_value,
    projections.half_even(
        sum(fact.value * fact.denominator) / nullif(sum(fact.denominator) filter (
            where fact.value is not null
        ), 0), 1
    ) as overall,
    case when count(distinct fact.rbd) filter (where fact.value is not null) >= %(least_schools)s
        then array(
            select projections.half_even(quantile, 1)
            from unnest(
                percentile_disc(array[0.1, 0.25, 0.5, 0.75, 0.9])
                within group (order by fact.value)
            ) as quantile
        )
    end as quantiles
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s
