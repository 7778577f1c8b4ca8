-- Append events on the next positions, in the order given, in one statement and so in one
-- transaction: the head is raised first and stays locked until the commit, and a rollback lowers it
-- again. A version that its stream already has breaks the primary key, so that a second run appends
-- nothing.
with raised as (
    update ledger.head set position = position + cardinality(%(streams)s::uuid[])
    returning position - cardinality(%(streams)s::uuid[]) as before
),
given as (
    select *
    from unnest(
        %(streams)s::uuid[], %(versions)s::int[], %(topics)s::text[],
        %(states)s::bytea[], %(metadata)s::bytea[]
    ) with ordinality as given (stream, version, topic, state, metadata, place)
)
insert into ledger.events
    (position, originator_id, originator_version, topic, state, metadata)
select before + place, stream, version, topic, state, metadata
from raised cross join given
order by place
returning position
