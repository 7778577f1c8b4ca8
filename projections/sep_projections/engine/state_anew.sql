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
