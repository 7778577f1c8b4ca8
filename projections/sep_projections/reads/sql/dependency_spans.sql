-- The dependency of each school over the years. Reads only.
with entries as (
    select rbd, year, occurred_on, known_from, dependency as said
    from school_year
    where known_from <= %(known)s
        and known_to > %(known)s
),
{register_spans}
select rbd, said as dependency, from_year, to_year, from_date, position, to_date
from spans
