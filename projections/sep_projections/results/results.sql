-- name: score_stands
-- Whether a score may stand for its school: published, and without a mark. An expression over
-- `subject`, a row of subject_result. Every read of scores says it with this one.
subject.score is not null and subject.mark is null


-- name: subject_results
-- Results by subject, for the streams of the school results they belong to. Reads only.
select
    stream, subject, pupils, score, difference, difference_significance, group_difference,
    group_significance, mark, mark_code, difference_mark, difference_mark_code, insufficient_share,
    elementary_share, adequate_share
from {subject_result_at} as subject_result
where (%(subject)s::text is null or subject = %(subject)s)


-- name: test_result_changes
-- The same grade and subject of each school in two years, for schools with a result in both. Two
-- scores are compared only where neither is missing or marked. Reads only.
with scores as not materialized (
    select
        result.rbd, result.year, result.known_from as position, result.school_name, result.region,
        result.dependency, subject.score, subject.mark,
        (
{score_stands}
        ) as stands
    from {test_result_at} as result
    join subject_result as subject using (stream, known_from)
    where result.year in (%(from_year)s, %(to_year)s)
        and result.grade = %(grade)s
        and subject.subject = %(subject)s
        and subject.grade = %(grade)s
        and (%(rbd)s::integer is null or result.rbd = %(rbd)s)
),
paired as (
    select
        later.rbd, later.school_name, later.region, later.dependency,
        earlier.score as from_score, later.score as to_score,
        earlier.mark as from_mark, later.mark as to_mark,
        earlier.position as from_position, later.position as to_position,
        earlier.stands and later.stands as comparable
    from scores as later
    join scores as earlier using (rbd)
    where later.year = %(to_year)s
        and earlier.year = %(from_year)s
        and (%(region)s::smallint is null or later.region = %(region)s)
        and (%(dependency)s::text is null or later.dependency = %(dependency)s)
)
select
    paired.*,
    %(grade)s::text as grade,
    %(subject)s::text as subject,
    %(from_year)s::smallint as from_year,
    %(to_year)s::smallint as to_year,
    case when comparable then to_score - from_score end as change
from paired
where %(comparable)s::boolean is null or comparable = %(comparable)s


-- name: test_results
-- SIMCE by school, grade and year. Reads only.
select
    known_from as position, stream, rbd, year, grade, occurred_on, school_name, region, comuna,
    dependency, socioeconomic_group, rural, not_tested
from {test_result_at} as test_result
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(from_year)s::smallint is null or year >= %(from_year)s)
    and (%(to_year)s::smallint is null or year <= %(to_year)s)
    and (%(grade)s::text is null or grade = %(grade)s)
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(comuna)s::integer is null or comuna = %(comuna)s)
    and (%(dependency)s::text is null or dependency = %(dependency)s)
    and (%(socioeconomic_group)s::text is null or socioeconomic_group = %(socioeconomic_group)s)
