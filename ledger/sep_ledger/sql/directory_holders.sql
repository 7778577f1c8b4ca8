-- Which of some sostenedores a year's directory names. Reads only. Looks at the entries of the year
-- until it finds one whose bytes hold the name, as `recording` writes them; what came after it in its
-- stream is asked by a subquery, lest the planner join the whole log.
select asked.year, holder.rut
from unnest(
    %(years)s::int[], %(firsts)s::uuid[], %(beyonds)s::uuid[]
) as asked(year, first, beyond)
cross join unnest(%(ruts)s::text[], %(written)s::bytea[]) as holder(rut, written)
cross join lateral (
    select 1
    from ledger.events as entry
    where entry.originator_id >= asked.first
        and entry.originator_id < asked.beyond
        and entry.topic = any (%(topics)s::text[])
        and position(holder.written in entry.state) > 0
        and entry.originator_version = (
            select max(originator_version)
            from ledger.events as any_version
            where any_version.originator_id = entry.originator_id
        )
    limit 1
) as named
