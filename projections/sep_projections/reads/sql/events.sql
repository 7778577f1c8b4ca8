-- Events of the log up to a position. Reads only.
select
    position, originator_id as stream, originator_version as version, topic, state, metadata,
    recorded_at
from ledger.events
where position <= %(known)s
    and position > coalesce(%(after_position)s::bigint, 0)
    and (%(topics)s::text[] is null or topic = any (%(topics)s))
    and (%(stream)s::uuid is null or originator_id = %(stream)s)
