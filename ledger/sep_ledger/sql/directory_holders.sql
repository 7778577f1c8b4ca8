-- Which of some sostenedores a year's directory names. Reads only. Looks at the entries of the year
-- until it finds one whose bytes hold the name, as `recording` writes them.
select asked.year, holder.rut
from unnest(
    %(years)s::int[], %(firsts)s::uuid[], %(beyonds)s::uuid[]
) as asked(year, first, beyond)
cross join unnest(%(ruts)s::text[], %(written)s::bytea[]) as holder(rut, written)
where exists (
    select from ledger.events as entry
    where entry.originator_id >= asked.first
        and entry.originator_id < asked.beyond
        and entry.topic = any (%(topics)s::text[])
        and position(holder.written in entry.state) > 0
        and not exists (
            select from ledger.events as later
            where later.originator_id = entry.originator_id
                and later.originator_version > entry.originator_version
        )
)
