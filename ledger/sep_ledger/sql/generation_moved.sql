-- Whether the log stands in another place than its generation says. Locks nothing, so that whoever
-- opens the database does not wait for an append.
select place <> ledger.place() as moved
from ledger.generations
order by number desc
limit 1
