-- Reading the log: ranges, streams, the head, an instant. Columns in the order of `StoredEvent`.

-- name: read_events
-- Events of a range of positions, in order. Reads only.
select originator_id, originator_version, topic, state, position, metadata, recorded_at
from ledger.events
where position > %(after)s
    and position <= %(upto)s
    and (cardinality(%(topics)s::text[]) = 0 or topic = any (%(topics)s::text[]))
order by position
limit %(limit)s

-- name: read_stream
-- Events of one stream within a range of positions, in order. Reads only. A statement of its own,
-- so that no plan made for all streams is ever used for one.
select originator_id, originator_version, topic, state, position, metadata, recorded_at
from ledger.events
where originator_id = %(stream)s
    and position > %(after)s
    and position <= %(upto)s
    and (cardinality(%(topics)s::text[]) = 0 or topic = any (%(topics)s::text[]))
order by originator_version
limit %(limit)s

-- name: read_subject
-- Events of a range of positions that name a school or a sostenedor, in order. Reads only. Looks at
-- every event of the range, so the caller bounds it; only those whose bytes hold the name are parsed.
select originator_id, originator_version, topic, state, position, metadata, recorded_at
from ledger.events
where position > %(after)s
    and position <= %(upto)s
    and (cardinality(%(topics)s::text[]) = 0 or topic = any (%(topics)s::text[]))
    and (%(stream)s::uuid is null or originator_id = %(stream)s)
    and case
        when (
            select bool_and(position(word in state) > 0) from unnest(%(written)s::bytea[]) as word
        ) then convert_from(state, 'UTF8')::jsonb @> %(subject)s
        else false
    end
order by position
limit %(limit)s

-- name: read_streams
-- Everything that some streams hold, in the order in which it was recorded. Reads only.
select originator_id, originator_version, topic, state, position, metadata, recorded_at
from ledger.events
where originator_id = any (%(streams)s)
order by position

-- name: head
-- The last position, without waiting for appends under way.
select position from ledger.head

-- name: position_at
-- The largest position recorded at or before an instant, found in steps of falling powers of two: the
-- event at `low` (0 stands for none) was recorded in time, and a step is made where the event that
-- it leads to was, too. The steps are the same wherever the log ends. So an answer stays the same
-- as the log grows, also where the clock was set back and times do not rise. Reads only.
with recursive search (low, step) as (
    select 0::bigint, max(1::bigint << power)
    from ledger.head cross join generate_series(0, 62) as power
    where 1::bigint << power <= position
    union all
    select case when in_time then low + step else low end, step / 2
    from search
    cross join lateral (
        select exists (
            select from ledger.events
            where position = low + step and recorded_at <= %(recorded)s
        ) as in_time
    ) as probe
    where step > 0
)
select max(low) from search
