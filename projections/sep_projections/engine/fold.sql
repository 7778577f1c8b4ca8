-- name: supersede
-- Ends the rows of earlier ranges that this range restates. A row already ended is left alone, so
-- running it twice changes nothing.
update {table} as fact
set known_to = restated.known_from
from (
    select stream, min(known_from) as known_from
    from batch
    where version > 1
    group by stream
) as restated
where fact.stream = restated.stream
  and fact.known_to = 9223372036854775807
  and fact.known_from < restated.known_from


-- name: columns
-- The columns of a table of the projection that is being folded, in their order. Reads only.
select attname
from pg_catalog.pg_attribute
where attrelid = to_regclass(%(table)s)
  and attnum > 0
  and not attisdropped
order by attnum


-- name: revive
-- Lets a statement stand again whose thing another stream had stated anew, where that is withdrawn and
-- nothing else that counts has stated it since. It stands from the withdrawal on. A thing that
-- stands is left alone, so running it twice changes nothing.
insert into {table} (known_from, known_to, {columns})
select distinct on ({key}) gone.known, 9223372036854775807, {values}
from {table} as before
inner join (
    select distinct on ({key}) {key}, ended.stream, ended.known_to as known
    from {table} as ended
    inner join batch as withdrawn
        on withdrawn.stream = ended.stream
        and withdrawn.known_from = ended.known_to
    where withdrawn.event = 'fact.withdrawn'
    order by {key}, known desc
) as gone using ({key})
where before.stream <> gone.stream
  and before.known_from < gone.known
  and not exists (
      select from {table} as standing
      where {same}
        and standing.known_to = 9223372036854775807
  )
  -- Of a fact only its latest version counts; of an entity every step.
  and (
      projections.is_entity(before.stream)
      or not exists (
          select from ledger.events as later
          where later.originator_id = before.stream
            and later.position > before.known_from
            and later.position <= gone.known
      )
  )
order by {key}, before.known_from desc


-- name: state_anew
-- Ends the rows whose thing a range states anew, whichever stream they stand in. A row already ended
-- by then is left alone, so running it twice changes nothing.
update {table} as stated
set known_to = again.known
from (
    select
        stream, known_from,
        lead(known_from) over (partition by {key} order by known_from) as known
    from {table}
    where ({key}) in (
        select {key}
        from {table}
        inner join batch using (stream, known_from)
        where event = {event}
    )
) as again
where stated.stream = again.stream
  and stated.known_from = again.known_from
  and stated.known_to > again.known
