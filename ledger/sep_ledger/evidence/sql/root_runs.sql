-- Roots of a range of tiles of one level, joined by the tile above that holds them. Reads only.
select number / 256 as above, string_agg(root, ''::bytea order by number) as hashes
from ledger.tiles
where level = %(level)s and number >= %(first)s and number < %(stop)s
group by 1
order by 1
