-- Everything that some streams hold, in the order in which it was recorded. Reads only.
select position, originator_id, originator_version, topic, state, metadata, recorded_at
from ledger.events
where originator_id = any (%(streams)s)
order by position
