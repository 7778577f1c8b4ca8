-- Schools in the SEP in some day of a year, once for each file or decision that says so. Reads only.
select rbd, known_from as position
from pupil_year
where year = %(year)s
    and has_convenio
    and known_from <= %(known)s
    and known_to > %(known)s
union all
select state.rbd, state.position
from (
{convenios}
) as state
where state.from_date <= make_date(%(year)s, 12, 31)
    and state.last_day >= make_date(%(year)s, 1, 1)
