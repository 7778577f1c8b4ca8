-- The largest position recorded at or before an instant, found by halving [0, head]: the event at
-- `low` (0 stands for none) was recorded in time, and the answer lies in [low, high]. Reads only.
with recursive search (low, high) as (
    select 0::bigint, position from ledger.head
    union all
    select
        case when in_time then middle else low end,
        case when in_time then high else middle - 1 end
    from search
    cross join lateral (select (low + high + 1) / 2 as middle) as halved
    cross join lateral (
        select recorded_at <= %(recorded)s as in_time
        from ledger.events where position = middle
        limit 1
    ) as probe
    where low < high
)
select max(low) from search
