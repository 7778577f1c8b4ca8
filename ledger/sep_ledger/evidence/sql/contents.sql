-- The stored bytes of a range of events, in order. Reads only. Built from functions of pg_catalog
-- alone: our own might have been exchanged by whom fsck is after.
select
    position,
    '\x01'::bytea
        || int8send(position) || uuid_send(originator_id) || int4send(originator_version)
        || timestamptz_send(recorded_at)
        || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
        || int4send(octet_length(state)) || state
        || int4send(octet_length(metadata)) || metadata
from ledger.events
where position > %(after)s and position <= %(upto)s
order by position
