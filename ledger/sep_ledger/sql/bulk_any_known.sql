-- Whether the log knows any of these streams; looks no further than the first that it finds. Reads
-- only. Each is looked up by itself, so that no plan ever reads the whole log.
select exists (
    select
    from unnest(%(streams)b::uuid[]) as given (stream)
    cross join lateral (
        select from ledger.events where originator_id = stream limit 1
    ) as known
)
