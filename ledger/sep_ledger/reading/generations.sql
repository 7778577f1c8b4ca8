-- Which log this is.

-- name: generation
-- The last position, and the generation of the log that holds, in one snapshot.
select head.position as head, held.generation
from ledger.head
cross join (
    select generation from ledger.generations order by number desc limit 1
) as held

-- name: generation_shared
-- Up to which position the log holds what it held in a generation: the least position after which a
-- later one began. No row for a generation that it never was.
select min(later.began_after) as shared
from ledger.generations as named
join ledger.generations as later on later.number > named.number
where named.generation = %(generation)s
having count(*) > 0

-- name: generation_moved
-- Whether the log stands in another place than its generation says. Locks nothing, so that whoever
-- opens the database does not wait for an append.
select place <> ledger.place() as moved
from ledger.generations
order by number desc
limit 1

-- name: begin_generation
-- Begins a generation where the log stands in another place than the last one says, or where one is
-- asked for; the head's lock keeps appends and other beginners waiting. Gives its row, if any.
with head as (
    select position from ledger.head for update
),
last as (
    select number, place from ledger.generations order by number desc limit 1
)
insert into ledger.generations (number, began_after, place)
select last.number + 1, head.position, ledger.place()
from last cross join head
where %(anyway)s or last.place <> ledger.place()
-- Whoever waited for the lock sees the log as it was before: another has begun the generation.
on conflict (number) do nothing
returning generation
