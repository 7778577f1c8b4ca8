-- Counts of what was bought against what was found. Reads only.
select
    known_from as position, stream, rbd, year, checked_on, items_registered, items_not_found,
    value_registered, value_not_found
from inventory_check
where known_from <= %(known)s
    and known_to > %(known)s
