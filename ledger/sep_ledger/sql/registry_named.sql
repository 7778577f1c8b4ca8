-- Whether some ranges of streams hold anything, and anything that names something as `recording` writes
-- it. Reads only. Of the registry of advisers or of contracts, some thousands of events at most.
select
    count(*) > 0 as any_read,
    coalesce(bool_or(position(%(written)s::bytea in events.state) > 0), false) as named
from unnest(%(firsts)s::uuid[], %(beyonds)s::uuid[]) as asked(first, beyond)
inner join ledger.events
    on events.originator_id >= asked.first
    and events.originator_id < asked.beyond
    and events.topic = any (%(topics)s::text[])
    and not exists (
        select from ledger.events as later
        where later.originator_id = events.originator_id
            and later.originator_version > events.originator_version
            and later.topic = %(withdrawn)s
    )
