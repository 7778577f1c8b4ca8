-- Appending to the log, event by event.

-- name: append
-- Append events on the next positions, in the order given, in one statement and so in one
-- transaction: the head is raised first and stays locked until the commit, and a rollback lowers it
-- again. A version that its stream already has breaks the primary key, so that a second run appends
-- nothing. The answer is the position before the first.
--
-- The arrays are looked at behind a select, so that the planner cannot count them: else it plans anew
-- for each, which takes longer than to append one event.
--
-- The wake-up goes with it, once, for the head has one row. NOTIFY makes commits queue, but these
-- queue at the head anyway.
with raised as (
    update ledger.head set position = position + cardinality($1::uuid[])
    returning
        position - cardinality($1::uuid[]) as before,
        pg_notify('ledger_appended', '')
),
given as (
    select *
    from unnest(
        (select $1::uuid[]), (select $2::int[]), (select $3::text[]),
        (select $4::bytea[]), (select $5::bytea[])
    ) with ordinality as given (stream, version, topic, state, metadata, place)
),
added as (
    insert into ledger.events
        (position, originator_id, originator_version, topic, state, metadata)
    select before + place, stream, version, topic, state, metadata
    from raised cross join given
)
select before from raised

-- name: append_next
-- Append one event at the next version of its stream and the next position, which it answers with.
-- The row of the head stays locked until the commit.
with raised as (
    update ledger.head set position = position + 1 returning position
)
insert into ledger.events
    (position, originator_id, originator_version, topic, state, metadata)
select
    raised.position, %(stream)s,
    coalesce(
        (select max(originator_version) from ledger.events where originator_id = %(stream)s), 0
    ) + 1,
    %(topic)s, %(state)s, %(metadata)s
from raised
returning position

-- name: taken
-- Which of these versions their streams already have. Reads only; under the head lock the answer
-- holds until the transaction ends.
select originator_id, originator_version
from unnest(%(streams)b::uuid[], %(versions)b::int[]) as given (stream, version)
cross join lateral (
    select originator_id, originator_version
    from ledger.events
    where originator_id = stream and originator_version = version
) as taken

-- name: position_of
-- Where a version of a stream stands in the log. Reads only.
select position from ledger.events
where originator_id = %(stream)s and originator_version = %(version)s
