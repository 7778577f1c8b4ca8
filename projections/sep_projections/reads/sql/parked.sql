-- Events that a view could not fold or a rule could not read, among those known at a position. Reads
-- only.
select name, position, error, parked_at
from projections.parked
where position <= %(known)s
