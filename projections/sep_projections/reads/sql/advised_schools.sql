-- What the schools of an adviser scored in a grade and subject at five moments: at the last test
-- before it came (0), at the last one while it was there (1), and at the first, second and third one
-- after it left (2 to 4), in arrays. The tests are those of the country, so a school that misses one
-- has no score at that moment, with the reason. What the school was like is as of the test before.
-- Reads only.
with stay as materialized (
{advised_stays}
),
score as materialized (
    select
        position, rbd, year, region, dependency, socioeconomic_group, rural, score, pupils, missing
    from (
{score_facts}
    ) as fact
    where grade = %(grade)s
        and subject = %(subject)s
),
tested as materialized (
    select distinct year from score where missing is null
),
advice as (
    select rbd, array_agg(first_test) as first_tests, array_agg(last_test) as last_tests
    from (
{advised_contracts}
    ) as contract
    group by rbd
),
moment as (
    select stay.label, stay.rbd, stay.last_test, numbered.moment, numbered.year
    from stay
    cross join lateral (
        select 0 as moment, max(year) as year from tested where year < stay.first_test
        union all
        select 1, max(year) from tested where year between stay.first_test and stay.last_test
        union all
        select place::integer, year
        from generate_series(2, 4) as place
        left join (
            select year, 1 + row_number() over (order by year) as place
            from tested
            where year > stay.last_test
                and year >= stay.first_test
        ) as later using (place)
    ) as numbered
),
told as materialized (
    select
        moment.label, moment.rbd, moment.moment, moment.year,
        score.position, score.score, score.pupils, score.region, score.dependency,
        score.socioeconomic_group, score.rural,
        case
            when moment.year is null then 'no_test'
            when moment.moment <> 1 and exists (
                select
                from unnest(advice.first_tests, advice.last_tests)
                    as contract (first_test, last_test)
                where contract.first_test <= moment.year
                    and contract.last_test >= case moment.moment
                        when 0 then moment.year
                        else moment.last_test + 1
                    end
            ) then 'advised'
            when score.rbd is null then 'absent'
            else score.missing
        end as missing
    from moment
    left join advice on advice.rbd = moment.rbd
    left join score on score.rbd = moment.rbd and score.year = moment.year
)
select
    stay.*,
    measured.years, measured.scores, measured.pupils, measured.missing, measured.positions,
    measured.region, measured.dependency, measured.socioeconomic_group, measured.rural
from stay
join (
    select
        label, rbd,
        array_agg(year order by moment) as years,
        array_agg(case when missing is null then score end order by moment) as scores,
        array_agg(case when missing is null then pupils end order by moment) as pupils,
        array_agg(missing order by moment) as missing,
        array_agg(position) filter (where missing is null) as positions,
        max(region) filter (where moment = 0) as region,
        max(dependency) filter (where moment = 0) as dependency,
        max(socioeconomic_group) filter (where moment = 0) as socioeconomic_group,
        bool_or(rural) filter (where moment = 0) as rural
    from told
    group by label, rbd
) as measured using (label, rbd)
where %(region)s::smallint is null or measured.region = %(region)s
