-- Events at given positions. Reads only.
select
    position, originator_id as stream, originator_version as version, topic, state, metadata,
    recorded_at
from ledger.events
where position = any (%(positions)s::bigint[])
