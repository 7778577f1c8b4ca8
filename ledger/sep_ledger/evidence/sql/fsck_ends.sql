-- Where the log ends, as each of its tables has it: by the largest number there is, and by the
-- largest in reach, which is no further out than so many rows could be about. Reads only.
with reach as (
    select
        (select count(*) from ledger.events)
        + (select count(*) from ledger.tiles where level = 0) * 256
        + %(spare)s as upto
),
head as (
    select coalesce(max(position), 0) as position from ledger.head
)
select
    head.position as head,
    case when head.position <= reach.upto then head.position else 0 end as head_in_reach,
    (select coalesce(min(position), 0) from ledger.events) as first,
    (select coalesce(max(position), 0) from ledger.events) as last_event,
    (select coalesce(max(position), 0) from ledger.events where position <= reach.upto) as event,
    (select coalesce(max(size), 0) from ledger.checkpoints) as last_checkpoint,
    (select coalesce(max(size), 0) from ledger.checkpoints where size <= reach.upto) as checkpoint,
    (
        select coalesce((max(number) + 1) * 256, 0)
        from ledger.tiles
        where level = 0 and number < reach.upto / 256
    ) as tile
from reach cross join head
