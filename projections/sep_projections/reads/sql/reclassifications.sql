-- Changes of category, without those that a later file took back. Reads only.
select
    known_from as position, stream, rbd, level, previous_year, previous_on, previous_category, year,
    occurred_on, category, effective_on
from reclassification
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(level)s::text is null or level = %(level)s)
    and (%(previous_year)s::smallint is null or previous_year = %(previous_year)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(previous_category)s::text is null or previous_category = %(previous_category)s)
    and (%(category)s::text is null or category = %(category)s)
