-- The last position, and the generation of the log that holds, in one snapshot.
select head.position as head, held.generation
from ledger.head
cross join (
    select generation from ledger.generations order by number desc limit 1
) as held
