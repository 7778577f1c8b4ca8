-- Append events on the next positions, in the order given, in one statement and so in one
-- transaction: the head is raised first and stays locked until the commit, and a rollback lowers it
-- again. A version that its stream already has breaks the primary key, so that a second run appends
-- nothing. The first row of the answer is the first position.
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
    from unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[], $5::bytea[])
        with ordinality as given (stream, version, topic, state, metadata, place)
)
insert into ledger.events
    (position, originator_id, originator_version, topic, state, metadata)
select before + place, stream, version, topic, state, metadata
from raised cross join given
order by place
returning position
