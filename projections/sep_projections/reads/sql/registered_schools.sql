-- Schools of the register, each by its last entry up to a year. Reads only.
select distinct on (rbd) rbd, status, dependency, teaching_codes, known_from as position
from school_year
where year <= %(year)s
    and known_from <= %(known)s
    and known_to > %(known)s
order by rbd, year desc
