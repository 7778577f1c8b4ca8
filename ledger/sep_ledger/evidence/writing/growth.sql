-- Growing the tree, and signing its root.

-- name: take_turn
-- One at a time grows the tree or signs; until this transaction ends others wait here.
select pg_advisory_xact_lock(hashtextextended('ledger evidence', 0))

-- name: full_tiles
-- How many full tiles a level has; they are numbered without gaps from 0. Reads only.
select coalesce(max(number) + 1, 0) from ledger.tiles where level = %(level)s

-- name: root_runs
-- Roots of a range of tiles of one level, joined by the tile above that holds them. Reads only.
select number / 256 as above, string_agg(root, ''::bytea order by number) as hashes
from ledger.tiles
where level = %(level)s and number >= %(first)s and number < %(stop)s
group by 1
order by 1
