-- A school's standing in the SEP regime by year. Reads only.
select
    known_from as position, stream, rbd, year, has_convenio, joined_sep_in, classification,
    gratuitous, shift_unknown
from pupil_year
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(year)s::smallint is null or year = %(year)s)
