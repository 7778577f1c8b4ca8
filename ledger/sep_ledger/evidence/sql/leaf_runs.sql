-- Leaf hashes of a range of positions, joined tile by tile. Reads only.
select (position - 1) / 256 as number, string_agg(leaf_hash, ''::bytea order by position) as hashes
from ledger.events
where position > %(after)s and position <= %(upto)s
group by 1
order by 1
