-- Counts of what was bought against what was found. Reads only.
select
    known_from as position, stream, rbd, year, checked_on, items_registered, items_not_found,
    value_registered, value_not_found,
    round(100.0 * items_not_found / nullif(items_registered, 0), 1) as items_not_found_share
from inventory_check
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(incomplete)s::boolean is null or %(incomplete)s = (items_not_found > 0))
