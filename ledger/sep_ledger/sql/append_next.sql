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
