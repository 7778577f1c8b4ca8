-- Append what the batch says and the log does not say yet, in the order given, on gapless positions.
-- Runs under the head lock, so each stream's latest version is the latest there is; the same
-- content again is equal to it and appends nothing, which makes a second run harmless. So does
-- what the same file has said before, even where another file has restated it since: an old file
-- imported once more is not news.
with placed as (
    select
        place, topic, state, metadata,
        case when occurrence is null then stream
            else ledger.twin_stream(stream, occurrence::int) end as stream
    from pg_temp.staged left join pg_temp.again using (place)
    where occurrence is null or (twins and occurrence < %(max_twins)s)
),
judged as (
    select placed.*, coalesce(latest.originator_version, 0) as version
    from placed
    left join lateral (
        select originator_version, topic, state
        from ledger.events
        where originator_id = placed.stream
        order by originator_version desc
        limit 1
    ) as latest on true
    where latest.originator_version is null
        or (latest.topic, latest.state) <> (placed.topic, placed.state)
        and (
            latest.originator_version = 1 -- all that the stream has said, and it is another
            or not ledger.has_said(placed.stream, placed.topic, placed.state, placed.metadata)
        )
),
appended as (
    insert into ledger.events
        (position, originator_id, originator_version, topic, state, metadata)
    select
        %(head)s + row_number() over (order by place),
        stream, version + 1, topic, state, metadata
    from judged
    order by place
    returning originator_version
),
counted as (
    select
        count(*) as appended,
        count(*) filter (where originator_version = 1) as new
    from appended
),
raised as (
    update ledger.head set position = %(head)s + appended
    from counted where appended > 0
)
select appended, new from counted
