-- Who held each school, and for how long. Reads only.
with entries as (
    select rbd, year, occurred_on, known_from, array[sostenedor, sostenedor_mrun] as said
    from school_year
    where known_from <= %(known)s
        and known_to > %(known)s
),
{register_spans}
select rbd, said[1] as sostenedor_rut, said[2] as sostenedor_mrun, from_year, to_year, from_date, position, to_date
from spans
