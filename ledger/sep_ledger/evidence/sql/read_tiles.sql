-- The tiles asked for, each as wide as the log makes it now: full ones as they are kept, at the right
-- edge those above others from the roots of the tiles below; null for what only the events tell, the
-- edge at level 0. Reads only.
select
    wanted.level,
    wanted.number,
    case when kept.hashes is null and wanted.level > 0 then coalesce(edge.hashes, ''::bytea)
        else kept.hashes end as hashes
from unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) as wanted (level, number)
left join ledger.tiles as kept using (level, number)
left join lateral (
    select string_agg(root, ''::bytea order by below.number) as hashes
    from ledger.tiles as below
    where kept.hashes is null
        and below.level = wanted.level - 1
        and below.number >= wanted.number * 256
        and below.number < wanted.number * 256 + 256
) as edge on true
