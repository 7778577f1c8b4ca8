-- Everything that was stated in some streams, each stream's in order. Reads only.
select
    originator_id as stream, originator_version as version, position, topic, state, metadata
from ledger.events
where originator_id = any (%(streams)s::uuid[])
order by originator_id, originator_version
