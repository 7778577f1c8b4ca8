-- Leaf hashes of a range of positions, joined tile by tile. Reads only. They are computed as the
-- rows are read, hence before any sorting: `offset 0` keeps the outer query from taking whole events
-- along.
select (position - 1) / 256 as number, string_agg(leaf_hash, ''::bytea order by position) as hashes
from (
    select position, leaf_hash
    from ledger.events
    where position > %(after)s and position <= %(upto)s
    order by position
    offset 0
) as leaves
group by 1
order by 1
