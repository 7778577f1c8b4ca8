-- name: measurements
-- The grades and subjects that have results, by year, each beside the year of its measurement before.
-- Steps through the index from one to the next, for they are few and their results many. Reads only.
with recursive tested as (
    (
        select year, grade, subject
        from {subject_result_at} as subject_result
        order by year, grade, subject
        limit 1
    )
    union all
    select later.*
    from tested
    cross join lateral (
        select year, grade, subject
        from {subject_result_at} as subject_result
        where (year, grade, subject) > (tested.year, tested.grade, tested.subject)
        order by year, grade, subject
        limit 1
    ) as later
)
select
    grade, subject, year,
    lag(year) over (partition by grade, subject order by year) as previous_year
from tested


-- name: score_facts
-- Every result by school, grade, year and subject: the score that stands apart from the one that was
-- published, and why there is none that stands. A comuna that the file does not number nationally is
-- the register's, by its entry nearest before the year, else by its first. What orders and selects
-- scores is said of the subject, whose index has that order; every subject has its result, which an
-- outer join tells the planner: it would take the pair of keys for a filter. Reads only.
select
    subject.stream, subject.known_from as position, subject.rbd, subject.year, subject.grade,
    result.school_name, result.region, result.dependency, result.socioeconomic_group, result.rural,
    coalesce(
        result.comuna,
        (
            select entry.comuna
            from {school_year_at} as entry
            where entry.rbd = result.rbd
            order by entry.year <= result.year desc, abs(entry.year - result.year)
            limit 1
        )
    ) as comuna,
    result.not_tested, subject.subject, subject.pupils, subject.mark, subject.mark_code,
    subject.score as published_score,
    case when stands then subject.score end as score,
    case
        when stands and coalesce(subject.pupils, 0) = 0 then 'pupils_unknown'
        when stands then null
        when result.not_tested is not null then 'not_tested'
        when subject.mark = 'insufficient_pupils' then 'too_few_pupils'
        when subject.mark is not null then 'marked'
        else 'not_published'
    end as missing,
    subject.difference, subject.difference_significance, subject.group_difference,
    subject.group_significance, subject.difference_mark, subject.difference_mark_code,
    subject.insufficient_share, subject.elementary_share, subject.adequate_share
from {subject_result_at} as subject
left join test_result as result using (stream, known_from)
cross join lateral (
    select (
{score_stands}
    ) as stands
) as rule


-- name: scores
-- The score of each school, grade and subject in each year measured, beside the one of the measurement
-- before it: of the last earlier year that has results of the grade and subject at all, whether or not
-- the school is among them. The change stands between two scores that stand, unless the file marks its
-- own difference as not comparable. What is beside a score is looked up for the scores of the page
-- alone: outer joins and no common table leave their order to the index that they come from. Reads only.
select
    fact.*,
    measured.previous_year,
    earlier.score as previous_score,
    fact.score is not null and earlier.score is not null and fact.difference_mark is null
        as comparable,
    case when fact.difference_mark is null then fact.score - earlier.score end as change
from (
{scores_asked}
) as fact
left join (
{measurements}
) as measured using (grade, subject, year)
left join (
    select subject.rbd, subject.grade, subject.subject, subject.year, subject.score
    from {subject_result_at} as subject
    where (
{score_stands}
        )
) as earlier
    on earlier.rbd = fact.rbd
    and earlier.grade = fact.grade
    and earlier.subject = fact.subject
    and earlier.year = measured.previous_year


-- name: scores_asked
-- The scores that a filter asks for. Reads only.
select *
from (
{score_facts}
) as fact
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(grade)s::text is null or grade = %(grade)s)
    and (%(subject)s::text is null or subject = %(subject)s)
    and (%(from_year)s::smallint is null or year >= %(from_year)s)
    and (%(to_year)s::smallint is null or year <= %(to_year)s)
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(missing)s::text is null or missing = %(missing)s)
