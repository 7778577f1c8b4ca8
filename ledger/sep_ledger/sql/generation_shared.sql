-- Up to which position the log holds what it held in a generation: the least position after which a
-- later one began. No row for a generation that it never was.
select min(later.began_after) as shared
from ledger.generations as named
join ledger.generations as later on later.number > named.number
where named.generation = %(generation)s
having count(*) > 0
