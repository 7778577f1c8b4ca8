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
