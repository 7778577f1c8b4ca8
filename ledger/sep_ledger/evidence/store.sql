-- Reading the tree, the checkpoints and the keys.

-- name: read_tiles
-- The tiles asked for, each as wide as the log makes it now: full ones as they are kept, at the right
-- edge those above others from the roots of the tiles below; null for what only the events tell, the
-- edge at level 0. Reads only.
select
    wanted.level,
    wanted.number,
    case when kept.hashes is null and wanted.level > 0 then coalesce(edge.hashes, ''::bytea)
        else kept.hashes end as hashes
from unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) as wanted (level, number)
left join ledger.tiles as kept using (level, number)
left join lateral (
    select string_agg(root, ''::bytea order by below.number) as hashes
    from ledger.tiles as below
    where kept.hashes is null
        and below.level = wanted.level - 1
        and below.number >= wanted.number * 256
        and below.number < wanted.number * 256 + 256
) as edge on true

-- name: leaf_runs
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

-- name: checkpoint
-- The last checkpoint up to a size, with its signatures in the order they came. Reads only.
select size, origin, root, sealed, seal, vkeys, signatures
from ledger.checkpoints
cross join lateral (
    select array_agg(vkey order by number) as vkeys, array_agg(signature order by number) as signatures
    from ledger.checkpoint_signatures as signed
    where signed.size = checkpoints.size
) as signed
where size <= %(upto)s
order by size desc
limit 1

-- name: keys
-- The keys of the log, the first first. Reads only.
select vkey, since, statement from ledger.log_keys order by number

-- name: signatures
-- The signatures that came after so many, in their order. Reads only.
select number, size, vkey, signature
from ledger.checkpoint_signatures
where number > %(after)s
order by number

-- name: contents
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
