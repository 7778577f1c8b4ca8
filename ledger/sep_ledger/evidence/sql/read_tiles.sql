-- The tiles asked for, each as wide as the log makes it now: full ones as they are kept, those at
-- the right edge put together from the events, or from the roots of the tiles below. Reads only.
select wanted.level, wanted.number, coalesce(kept.hashes, edge.hashes, ''::bytea) as hashes
from unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) as wanted (level, number)
left join ledger.tiles as kept using (level, number)
left join lateral (
    select string_agg(leaf_hash, ''::bytea order by position) as hashes
    from ledger.events
    where kept.hashes is null
        and wanted.level = 0
        and position > wanted.number * 256
        and position <= wanted.number * 256 + 256
    union all
    select string_agg(root, ''::bytea order by below.number) as hashes
    from ledger.tiles as below
    where kept.hashes is null
        and wanted.level > 0
        and below.level = wanted.level - 1
        and below.number >= wanted.number * 256
        and below.number < wanted.number * 256 + 256
) as edge on edge.hashes is not null
