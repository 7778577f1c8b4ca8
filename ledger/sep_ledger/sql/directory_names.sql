-- Every school of some years' directories and its sostenedor, for a refusal to name what may be meant.
-- Reads only. Parses each entry of the years, so it is asked of what is refused only.
select distinct entry.said ->> 'rbd' as rbd, entry.said ->> 'sostenedor' as sostenedor
from unnest(%(firsts)s::uuid[], %(beyonds)s::uuid[]) as asked(first, beyond)
cross join lateral (
    select convert_from(events.state, 'UTF8')::jsonb as said
    from ledger.events
    where events.originator_id >= asked.first
        and events.originator_id < asked.beyond
        and events.topic = any (%(topics)s::text[])
) as entry
