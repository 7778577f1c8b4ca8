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
