-- Whether some ranges of streams hold anything that was not withdrawn, and anything that names something
-- as `recording` writes it. Reads only. Looks at the ranges until it finds one: of the registry of
-- advisers or of contracts, some thousands of events. What came last in a stream is asked by a subquery,
-- lest the planner join the whole log.
with asked as (
    select first, beyond from unnest(%(firsts)s::uuid[], %(beyonds)s::uuid[]) as range(first, beyond)
)
select
    exists (
        select from asked
        cross join lateral (
            select 1
            from ledger.events as said
            where said.originator_id >= asked.first
                and said.originator_id < asked.beyond
                and said.topic = any (%(topics)s::text[])
                and %(withdrawn)s <> (
                    select topic
                    from ledger.events as any_version
                    where any_version.originator_id = said.originator_id
                    order by originator_version desc
                    limit 1
                )
            limit 1
        ) as standing
    ) as any_read,
    exists (
        select from asked
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
