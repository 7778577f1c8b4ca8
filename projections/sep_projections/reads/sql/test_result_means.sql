-- SIMCE by the dimensions asked for. Means are made of scores without a mark; what is missing or
-- marked is counted apart. Reads only.
with result as (
{test_results}
),
fact as (
    select
        result.rbd, result.year, result.grade, result.region, result.comuna, result.dependency,
        result.rural, result.socioeconomic_group, subject.subject, subject.pupils, subject.score,
        subject.mark,
        (
{score_stands}
        ) as stands
    from result
    join subject_result as subject
        on subject.stream = result.stream
        and subject.known_from = result.position
    where %(subject)s::text is null or subject.subject = %(subject)s
)
select
    {keys},
    count(distinct fact.rbd)::integer as schools,
    count(*)::integer as results,
    count(*) filter (where stands)::integer as scored,
    count(*) filter (where score is not null and mark is not null)::integer as marked,
    count(*) filter (where score is null)::integer as missing,
    coalesce(sum(pupils) filter (where stands), 0)::integer as pupils,
    round(
        sum(score::numeric * pupils) filter (where stands)
        / nullif(sum(pupils) filter (where stands and pupils is not null), 0), 1
    ) as mean,
    round(avg(score) filter (where stands), 1) as school_mean
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s
