-- The leaves of a range of positions, joined tile by tile: of each event 0x00 and its stored bytes,
-- and how many bytes that is. What is hashed has no function of ours in it. Reads only. `offset 0`
-- has each leaf built once.
select
    (position - 1) / 256 as number,
    string_agg(leaf, ''::bytea order by position) as leaves,
    array_agg(octet_length(leaf) order by position) as lengths
from (
    select
        position,
        '\x0001'::bytea
            || int8send(position) || uuid_send(originator_id) || int4send(originator_version)
            || timestamptz_send(recorded_at)
            || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
            || int4send(octet_length(state)) || state
            || int4send(octet_length(metadata)) || metadata as leaf
    from ledger.events
    where position > %(after)s and position <= %(upto)s
    order by position
    offset 0
) as leaves
group by 1
order by 1
