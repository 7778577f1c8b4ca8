-- Where in the log the pupils of a list of changes stand, and the entries of the register that place
-- its schools. Reads only.
with changed as materialized (
{pupil_changes}
)
select known_from as position
from grade_count
where rbd in (select rbd from changed)
    and year in (%(year)s - 1, %(year)s)
    and known_from <= %(known)s
    and known_to > %(known)s
union
select school.position
from changed
join (
{school_at}
) as school
    on school.rbd = changed.rbd
    and changed.year >= school.from_year
    and changed.year < school.next_year
