-- What the log says of what a command names.

-- name: covered
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

-- name: holders
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

-- name: names
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

-- name: registry_named
-- Whether some ranges of streams hold anything that names something, as `recording` writes it, and that
-- was not withdrawn. Reads only. Looks at the ranges until it finds one: of the registry of advisers, some
-- thousands of events. What came last in a stream is asked by a subquery, lest the planner join the whole
-- log.
select exists (
    select from unnest(%(firsts)s::uuid[], %(beyonds)s::uuid[]) as asked(first, beyond)
    cross join lateral (
        select 1
        from ledger.events as said
        where said.originator_id >= asked.first
            and said.originator_id < asked.beyond
            and said.topic = any (%(topics)s::text[])
            and position(%(written)s::bytea in said.state) > 0
            and %(withdrawn)s <> (
                select topic
                from ledger.events as any_version
                where any_version.originator_id = said.originator_id
                order by originator_version desc
                limit 1
            )
        limit 1
    ) as standing
) as named
