-- name: lock
-- Where projections stand, locked until the transaction ends; always in the same order, so that
-- runners queue.
select name, position
from projections.checkpoint
where name = any (%(names)s)
order by name
for update


-- name: advance
-- Sets checkpoints, in the transaction that did the work up to there; the same again changes
-- nothing but the time.
insert into projections.checkpoint (name, version, position)
select name, version, %(position)s
from unnest(%(names)s::text[], %(versions)s::integer[]) as done (name, version)
on conflict (name) do update
set version = excluded.version, position = excluded.position, updated_at = now()


-- name: advance_from
-- Moves a checkpoint on from where the work on it began, in the version of the code that did it;
-- answers nothing, and leaves it, where another has moved it meanwhile.
insert into projections.checkpoint (name, version, position)
values (%(name)s, %(version)s, %(position)s)
on conflict (name) do update
set version = excluded.version, position = excluded.position, updated_at = now()
where (checkpoint.version, checkpoint.position) = (%(began_version)s, %(began)s)
returning position


-- name: name_kinds
-- Tells the name of the event behind each topic. A topic never changes its meaning, so one that is
-- already there is left alone.
insert into projections.kind (topic, event)
select * from unnest(%(topics)s::text[], %(events)s::text[])
on conflict (topic) do nothing


-- name: kinds_sampled
-- How many of each kind of event there are in a hundredth of the log. Reads only.
select topic, count(*)
from ledger.events tablesample system (1)
group by topic


-- name: lags
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
    )), 0)::double precision as seconds_behind,
    (select count(*) from projections.parked where parked.name = checkpoint.name) as parked
from projections.checkpoint
cross join ledger.head
where checkpoint.name = any (%(names)s)
order by checkpoint.name
