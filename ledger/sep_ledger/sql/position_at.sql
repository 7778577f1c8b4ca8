-- The largest position recorded at or before an instant, found in steps of falling powers of two: the
-- event at `low` (0 stands for none) was recorded in time, and a step is made where the event that
-- it leads to was, too. The steps are the same wherever the log ends. So an answer stays the same
-- as the log grows, also where the clock was set back and times do not rise. Reads only.
with recursive search (low, step) as (
    select 0::bigint, max(1::bigint << power)
    from ledger.head cross join generate_series(0, 62) as power
    where 1::bigint << power <= position
    union all
    select case when in_time then low + step else low end, step / 2
    from search
    cross join lateral (
        select exists (
            select from ledger.events
            where position = low + step and recorded_at <= %(recorded)s
        ) as in_time
    ) as probe
    where step > 0
)
select max(low) from search
