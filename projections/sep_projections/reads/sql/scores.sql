-- The score of each school, grade and subject in each year measured, beside the one of the measurement
-- before it: of the last earlier year that has results of the grade and subject at all, whether or not
-- the school is among them. The change stands between two scores that stand, unless the file marks its
-- own difference as not comparable. Reads only.
with measured as materialized (
{measurements}
)
select
    fact.*,
    measured.previous_year,
    earlier.score as previous_score,
    fact.score is not null and earlier.score is not null and fact.difference_mark is null
        as comparable,
    case when fact.difference_mark is null then fact.score - earlier.score end as change
from (
{score_facts}
) as fact
join measured using (grade, subject, year)
left join (
    select result.rbd, result.grade, result.year, subject.subject, subject.score
    from test_result as result
    join subject_result as subject using (stream, known_from)
    where result.known_from <= %(known)s
        and result.known_to > %(known)s
        and (
{score_stands}
        )
) as earlier
    on earlier.rbd = fact.rbd
    and earlier.grade = fact.grade
    and earlier.subject = fact.subject
    and earlier.year = measured.previous_year
where (%(rbd)s::integer is null or fact.rbd = %(rbd)s)
    and (%(grade)s::text is null or fact.grade = %(grade)s)
    and (%(subject)s::text is null or fact.subject = %(subject)s)
    and (%(from_year)s::smallint is null or fact.year >= %(from_year)s)
    and (%(to_year)s::smallint is null or fact.year <= %(to_year)s)
    and (%(region)s::smallint is null or fact.region = %(region)s)
    and (%(missing)s::text is null or fact.missing = %(missing)s)
