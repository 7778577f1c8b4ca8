-- Every column of a range of events as it is stored, and the hash kept beside them, in order. Reads
-- only. Asks pg_catalog alone, never our own functions, for they might have been exchanged.
select
    position, uuid_send(originator_id), originator_version, timestamptz_send(recorded_at),
    convert_to(topic, 'UTF8'), state, metadata, leaf_hash
from ledger.events
where position > %(after)s and position <= %(upto)s
order by position
