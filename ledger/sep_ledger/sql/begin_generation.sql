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
