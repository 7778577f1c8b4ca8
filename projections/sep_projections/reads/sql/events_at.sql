-- Events at given positions. Reads only.
select position, originator_id, originator_version, topic, state, metadata, recorded_at
from ledger.events
where position = any (%(positions)s::bigint[])
