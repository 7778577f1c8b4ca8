-- name: band_changes_positions
-- Where in the log the enrolment stands that a list of changes of band is reckoned from. Reads only.
select known_from as position
from {attendance_at} as attendance
where rbd in (
    select rbd from (
{band_changes}
    ) as fact
)
    and left(month, 4)::integer in (%(year)s - 2, %(year)s - 1)
    and right(month, 2) between '03' and '12'


-- name: band_changes_sample
-- The schools of a list of changes of band: those with both bands first, then the others by the year
-- whose enrolment they lack. Reads only.
select
    case
        when changed is not null then null
        when band_from is null then 'absent'
        else 'absent_before'
    end as reason,
    count(*)::integer as schools, array_agg(rbd order by rbd) as rbds
from (
{band_changes}
) as fact
group by 1
order by 1 nulls first


-- name: pupil_changes_positions
-- Where in the log the pupils of a list of changes stand, and the entries of the register that place
-- its schools. Reads only.
with changed as materialized (
{pupil_changes}
)
select known_from as position
from {grade_count_at} as grade_count
where rbd in (select rbd from changed)
    and year in (%(year)s - 1, %(year)s)
union
select school.position
from changed
join (
{school_at}
) as school
    on school.rbd = changed.rbd
    and changed.year >= school.from_year
    and changed.year < school.next_year


-- name: pupil_changes_sample
-- The schools of a list of changes of pupils: those with a change of prioritarios first, then the others
-- by what they lack. Reads only.
select
    case
        when prioritarios_change is not null then null
        when total is null then 'absent'
        when previous_total is null then 'absent_before'
        else 'not_stated'
    end as reason,
    count(*)::integer as schools, array_agg(rbd order by rbd) as rbds
from (
{pupil_changes}
) as fact
group by 1
order by 1 nulls first


-- name: school_coverage_positions
-- Where in the log everything stands that coverage by school is counted from: the register, who is in
-- the SEP, the facts of each dataset. Reads only.
select position
from (
{registered_schools}
) as school
union
select position
from (
{convened_schools}
) as convened
union
select position
from (
{covered_facts}
) as fact


-- name: school_coverage_sample
-- The schools that coverage counts: none is lost. Reads only.
select null::text as reason, count(*)::integer as schools, '{{}}'::integer[] as rbds
from (
    select rbd from (
{registered_schools}
    ) as school
    union
    select rbd from (
{covered_facts}
    ) as fact
) as every
