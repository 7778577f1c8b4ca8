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
