-- All versions of given facts up to a position. Reads only.
select
    position, originator_id as stream, originator_version as version, topic, state, metadata,
    recorded_at
from ledger.events
where originator_id = any (%(streams)s::uuid[])
    and position <= %(known)s
order by originator_id, originator_version
