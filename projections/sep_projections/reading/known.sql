-- name: known_now
-- The position that every projection has folded, and when the event there was recorded. An answer
-- at this position is the same from whichever projection it comes. Reads only.
with folded as (
    select coalesce(min(position), 0) as position
    from projections.checkpoint
    where name = any (%(projections)s)
)
select
    folded.position,
    (select recorded_at from ledger.events where events.position = folded.position) as as_of,
    (select generation from ledger.generations order by number desc limit 1) as generation
from folded
