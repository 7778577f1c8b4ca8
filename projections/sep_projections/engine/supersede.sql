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
