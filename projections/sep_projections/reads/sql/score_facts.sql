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
            from school_year as entry
            where entry.rbd = result.rbd
                and entry.known_from <= %(known)s
                and entry.known_to > %(known)s
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
from subject_result as subject
left join test_result as result using (stream, known_from)
cross join lateral (
    select (
{score_stands}
    ) as stands
) as rule
where subject.known_from <= %(known)s
    and subject.known_to > %(known)s
