-- name: comparison
-- Every result, in one grade and subject, of the schools of a group and of those that may be compared
-- with it: the ones with a score in the baseline year, outside the group and, where it is asked, without
-- an adviser in any year of the window. What a school was in the baseline year stands with the result of
-- that year. A group school without any result has one row without a year. Reads only.
with member as materialized (
{school_group}
),
fact as materialized (
    select
        rbd, year, score, missing, pupils, socioeconomic_group, dependency, rural, position
    from (
{score_facts}
    ) as scored
    where grade = %(grade)s
        and subject = %(subject)s
),
advised as materialized (
    select rbd
    from (
{adviser_spans}
    ) as span
    where %(never_advised)s
        and span.to_year >= %(window_from)s
        and span.from_year <= %(window_to)s
),
candidate as materialized (
    select rbd
    from fact
    where year = %(baseline_year)s
        and score is not null
        and rbd not in (select rbd from member)
        and rbd not in (select rbd from advised)
        and (
            not %(against_given)s
            or rbd in (
{against_group}
            )
        )
),
asked as (
    select rbd, true as in_group from member
    union all
    select rbd, false from candidate
),
pupils as not materialized (
    select
        rbd, known_from as position, sum(total)::integer as total,
        sum(prioritarios)::float8 * 100 / nullif(sum(total), 0) as priority_share
    from {grade_count_at} as grade_count
    where year = %(baseline_year)s
    group by rbd, known_from
)
select
    asked.rbd, asked.in_group, fact.year, fact.score, fact.missing, fact.pupils, fact.position,
    case when fact.year = %(baseline_year)s then fact.socioeconomic_group end
        as socioeconomic_group,
    case when fact.year = %(baseline_year)s then fact.dependency end as dependency,
    case when fact.year = %(baseline_year)s then coalesce(fact.rural, entry.rural) end as rural,
    coalesce(entry.enrolment, pupils.total) as enrolment, entry.known_from as entry_position,
    pupils.priority_share, pupils.position as pupils_position
from asked
left join fact using (rbd)
left join {school_year_at} as entry
    on entry.rbd = asked.rbd
    and entry.year = %(baseline_year)s
    and fact.year = %(baseline_year)s
left join pupils
    on pupils.rbd = asked.rbd
    and fact.year = %(baseline_year)s
order by asked.rbd, fact.year
