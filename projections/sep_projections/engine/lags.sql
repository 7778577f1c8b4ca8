-- Where each projection stands, and the age of the oldest event it has not folded yet; from one
-- snapshot. Reads only.
select
    checkpoint.name,
    checkpoint.version,
    checkpoint.position,
    head.position - checkpoint.position as positions_behind,
    -- Greatest passes over the null of who is not behind; and a clock that was set back makes none
    -- be ahead of the log.
    greatest(extract(epoch from now() - (
        select recorded_at
        from ledger.events
        where events.position = checkpoint.position + 1
    )), 0)::double precision as seconds_behind
from projections.checkpoint
cross join ledger.head
where checkpoint.name = any (%(names)s)
order by checkpoint.name
