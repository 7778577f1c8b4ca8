-- name: category_of_level
-- Category of each school by year at one level: the one last published, if none before it. Reads only.
select
    rbd, category, year as from_year,
    coalesce(lead(year) over (partition by rbd order by year), 32767) as next_year
from {category_year_at} as category_year
where level = %(level)s


-- name: score_group_changes
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


-- name: score_group_filter
-- The schools that a series is asked for, by what they were in each year, and by the criteria of a
-- group. An expression over `fact` and its `category`.
(%(rbds)s::integer[] is null or fact.rbd = any (%(rbds)s::integer[]))
    and (%(region)s::smallint is null or fact.region = %(region)s)
    and (%(comuna)s::integer is null or fact.comuna = %(comuna)s)
    and (%(dependency)s::text is null or fact.dependency = %(dependency)s)
    and (%(socioeconomic_group)s::text is null or fact.socioeconomic_group = %(socioeconomic_group)s)
    and (%(rural)s::boolean is null or fact.rural = %(rural)s)
    and (%(category)s::text is null or category.category = %(category)s)
    and (
{of_group}
    )


-- name: score_points
-- Scores of one grade and subject by year and by the dimensions asked for. Means weigh each school by
-- its pupils tested and are made of scores that stand; schools without one are counted by reason.
-- Reads only.
with fact as (
{score_series_facts}
),
counted as (
    select
        {keys} fact.year, fact.missing, fact.not_tested, fact.mark,
        count(*) as schools,
        sum(fact.pupils) as pupils,
        sum(fact.score::numeric * fact.pupils) as points,
        count(*) filter (where shared) as schools_shared,
        sum(fact.pupils) filter (where shared) as pupils_shared,
        sum(fact.insufficient_share * fact.pupils) filter (where shared) as insufficient,
        sum(fact.elementary_share * fact.pupils) filter (where shared) as elementary,
        sum(fact.adequate_share * fact.pupils) filter (where shared) as adequate
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
    group by {ordinals}, fact.missing, fact.not_tested, fact.mark
),
summed as (
    select
        {names} year,
        coalesce(sum(schools) filter (where missing is null), 0)::integer as schools,
        coalesce(sum(pupils) filter (where missing is null), 0)::integer as pupils,
        sum(points) filter (where missing is null) as points,
        coalesce(sum(schools_shared) filter (where missing is null), 0)::integer
            as schools_with_standards,
        coalesce(sum(pupils_shared) filter (where missing is null), 0)::integer
            as pupils_with_standards,
        sum(insufficient) filter (where missing is null) as insufficient,
        sum(elementary) filter (where missing is null) as elementary,
        sum(adequate) filter (where missing is null) as adequate,
        coalesce(sum(schools) filter (where missing is not null), 0)::integer
            as schools_without_score,
        coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'why', missing, 'not_tested', not_tested, 'mark', mark, 'schools', schools
                )
                order by missing, not_tested, mark
            ) filter (where missing is not null), '[]'
        ) as unscored
    from counted
    group by {ordinals}
)
select
    summed.*,
    case when schools >= %(least_schools)s
        then projections.half_even(points / pupils, 1) end as mean,
    case when schools_with_standards >= %(least_schools)s
        then projections.half_even(insufficient / pupils_with_standards, 1)
    end as insufficient_share,
    case when schools_with_standards >= %(least_schools)s
        then projections.half_even(elementary / pupils_with_standards, 1)
    end as elementary_share,
    case when schools_with_standards >= %(least_schools)s
        then projections.half_even(adequate / pupils_with_standards, 1)
    end as adequate_share
from summed
order by {ordinals}
limit %(most_groups)s


-- name: score_positions
-- Where in the log the results stand that a series is made of. Reads only.
select fact.position
from (
{score_facts}
) as fact
left join (
{category_of_level}
) as category
    on category.rbd = fact.rbd
    and fact.year >= category.from_year
    and fact.year < category.next_year
where fact.grade = %(grade)s
    and fact.subject = %(subject)s
    and fact.year between %(from_year)s and %(to_year)s
    and (
{score_group_filter}
    )


-- name: score_sample
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


-- name: score_series_facts
-- The schools of a series of one grade and subject, in each year measured: the score that stands, or
-- why none does. A school of an earlier file of the series that a later one lacks is absent from it,
-- and told as it was last seen, unless the register says that it closed. Reads only.
with stated as materialized (
    select *
    from (
{score_facts}
    ) as fact
    where grade = %(grade)s
        and subject = %(subject)s
        and year between %(from_year)s and %(to_year)s
),
held as (
    select
        *, coalesce(lead(year) over (partition by rbd order by year), 32767) as next_year
    from stated
)
select
    measured.year, held.rbd, held.region, held.comuna, held.dependency,
    held.socioeconomic_group, held.rural, held.pupils, held.score,
    held.insufficient_share, held.elementary_share, held.adequate_share,
    num_nulls(held.insufficient_share, held.elementary_share, held.adequate_share) = 0
        as shared,
    case when measured.year > held.year then 'absent' else held.missing end as missing,
    case when measured.year = held.year then held.not_tested end as not_tested,
    case when measured.year = held.year then held.mark end as mark
from held
join (select distinct year from stated) as measured
    on measured.year >= held.year
    and measured.year < held.next_year
where measured.year = held.year
    or coalesce(
        (
            select entry.status
            from {school_year_at} as entry
            where entry.rbd = held.rbd
                and entry.year <= measured.year
            order by entry.year desc
            limit 1
        ), ''
    ) <> 'cerrado'


-- name: score_years
-- The years of which there are results of a grade and subject. Reads only.
select distinct year
from subject_result
where grade = %(grade)s
    and subject = %(subject)s
    and year between %(from_year)s and %(to_year)s
    and known_from <= %(known)s
    and known_to > %(known)s
order by year
