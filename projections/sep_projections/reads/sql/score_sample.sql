-- The schools of a series: those with a score that stands in some year, in the row without a reason,
-- and those that never have one, by why they have none in the last year. Reads only.
with fact as (
{score_series_facts}
),
school as (
    select
        fact.rbd,
        bool_or(fact.missing is null) as used,
        (array_agg(fact.missing order by fact.year desc))[1] as reason
    from fact
    left join (
{category_of_level}
    ) as category
        on category.rbd = fact.rbd
        and fact.year >= category.from_year
        and fact.year < category.next_year
    where (
{score_group_filter}
    )
    group by fact.rbd
)
select
    case when not used then reason end as reason,
    count(*)::integer as schools,
    array_agg(rbd order by rbd) as rbds
from school
group by 1
order by 1 nulls first
