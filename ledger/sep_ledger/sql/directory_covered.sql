-- Which years' directories have been read: those of which an entry still stands. Reads only. Looks at
-- the streams of a year until it finds one; each year's stand side by side in the index.
select asked.year
from unnest(
    %(years)s::int[], %(firsts)s::uuid[], %(beyonds)s::uuid[]
) as asked(year, first, beyond)
where exists (
    select from ledger.events as entry
    where entry.originator_id >= asked.first
        and entry.originator_id < asked.beyond
        and entry.topic = any (%(topics)s::text[])
        and not exists (
            select from ledger.events as later
            where later.originator_id = entry.originator_id
                and later.originator_version > entry.originator_version
        )
)
