-- The kept tiles of one level, from a number on up to another, with their roots. Reads only.
select number, hashes, root
from ledger.tiles
where level = %(level)s and number >= %(first)s and number < %(stop)s
order by number
