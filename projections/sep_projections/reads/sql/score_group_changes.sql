-- How the mean of one grade and subject changed from each measurement to the next (or between the two
-- years asked for), by the dimensions asked for. The change is over the schools with a score that
-- stands in both years, by what they are in the later one; beside it, the difference of the means of
-- all schools of the group in each year, and the mean of the schools' own changes. Means weigh each school by its pupils tested in the year.
-- Reads only.
with scored as materialized (
    select
        rbd, year, region, comuna, dependency, socioeconomic_group, rural, pupils, score,
        lag(year) over of_school as previous_year,
        lag(score) over of_school as previous_score,
        lag(pupils) over of_school as previous_pupils,
        lead(year) over of_school as next_year
    from (
{score_facts}
    ) as fact
    where grade = %(grade)s
        and subject = %(subject)s
        and year between %(from_year)s and %(to_year)s
        and (%(years)s::smallint[] is null or year = any (%(years)s::smallint[]))
        and missing is null
    window of_school as (partition by rbd order by year)
),
pair as (
    select *
    from (
        select lag(year) over (order by year) as from_year, year as to_year
        from (select distinct year from scored) as measured
    ) as consecutive
    where from_year is not null
),
fact as (
    select
        pair.*, scored.*, true as later,
        coalesce(previous_year = from_year, false) as in_both
    from pair
    join scored on scored.year = pair.to_year
    union all
    select
        pair.*, scored.*, false as later,
        coalesce(next_year = to_year, false) as in_both
    from pair
    join scored on scored.year = pair.from_year
),
summed as (
    select
        {keys} fact.from_year, fact.to_year,
        count(*) filter (where later and in_both)::integer as schools,
        count(*) filter (where not later and not in_both)::integer as schools_only_earlier,
        count(*) filter (where later and not in_both)::integer as schools_only_later,
        coalesce(sum(previous_pupils) filter (where later and in_both), 0)::integer as from_pupils,
        coalesce(sum(pupils) filter (where later and in_both), 0)::integer as to_pupils,
        sum(previous_score::numeric * previous_pupils) filter (where later and in_both) as from_points,
        sum(score::numeric * pupils) filter (where later and in_both) as to_points,
        sum(score::numeric - previous_score) filter (where later and in_both) as school_changes,
        count(*) filter (where later) as schools_later,
        count(*) filter (where not later) as schools_earlier,
        sum(score::numeric * pupils) filter (where later)
            / sum(pupils) filter (where later) as later_mean,
        sum(score::numeric * pupils) filter (where not later)
            / sum(pupils) filter (where not later) as earlier_mean
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
    group by {ordinals}
)
select
    summed.*,
    case when schools >= %(least_schools)s
        then projections.half_even(to_points / to_pupils - from_points / from_pupils, 1)
    end as change,
    case when schools >= %(least_schools)s
        then projections.half_even(school_changes / schools, 1)
    end as mean_of_changes,
    case when least(schools_later, schools_earlier) >= %(least_schools)s
        then projections.half_even(later_mean - earlier_mean, 1)
    end as difference_of_means
from summed
order by {ordinals}
limit %(most_groups)s
