-- Which years' directories have been read: those of which an entry still stands. Reads only. Looks at
-- the streams of a year, which stand side by side in the index, until it finds one; what came after it
-- in its stream is asked by a subquery, lest the planner join the whole log.
select asked.year
from unnest(
    %(years)s::int[], %(firsts)s::uuid[], %(beyonds)s::uuid[]
) as asked(year, first, beyond)
cross join lateral (
    select 1
    from ledger.events as entry
    where entry.originator_id >= asked.first
        and entry.originator_id < asked.beyond
        and entry.topic = any (%(topics)s::text[])
        and entry.originator_version = (
            select max(originator_version)
            from ledger.events as any_version
            where any_version.originator_id = entry.originator_id
        )
    limit 1
) as standing
