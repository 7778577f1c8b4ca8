-- Appends every event of the sample once more, in streams and for schools of its own: the n-th copy
-- of each, numbered on from the last position.
insert into ledger.events (
    position, originator_id, originator_version, topic, state, metadata
)
select
    %(copy)s::bigint * %(sample)s + position,
    encode(
        set_byte(
            set_byte(uuid_send(originator_id), 9, get_byte(uuid_send(originator_id), 9) # %(copy)s),
            10, get_byte(uuid_send(originator_id), 10) # (%(copy)s >> 8)
        ), 'hex'
    )::uuid,
    originator_version,
    topic,
    case
        when rbd is not null then convert_to(
            replace(said, '"rbd":' || rbd, '"rbd":' || rbd::integer + %(copy)s * 10000), 'UTF8'
        )
        else state
    end,
    metadata
from ledger.events
cross join lateral (select convert_from(state, 'UTF8') as said) as read
cross join lateral (select substring(said from '"rbd":(\d+)') as rbd) as found
where position <= %(sample)s
order by position
