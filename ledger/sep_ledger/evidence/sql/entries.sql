-- The tree's entries for a range of positions, in order. Reads only.
select ledger.leaf_entry(
    position, originator_id, originator_version, recorded_at, topic, state, metadata
)
from ledger.events
where position > %(after)s and position <= %(upto)s
order by position
