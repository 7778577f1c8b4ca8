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
    from subject_result as subject
    where subject.known_from <= %(known)s
        and subject.known_to > %(known)s
        and (
{score_stands}
        )
) as earlier
    on earlier.rbd = fact.rbd
    and earlier.grade = fact.grade
    and earlier.subject = fact.subject
    and earlier.year = measured.previous_year
