-- Ends the versions that are restated within a decoded range; rows of earlier ranges are ended by
-- supersede.sql. Running it twice changes nothing.
update pg_temp.batch
set known_to = succession.next
from (
    select known_from, lead(known_from) over (partition by stream order by version) as next
    from pg_temp.batch
    where stream in (select stream from pg_temp.batch where version > 1)
) as succession
where succession.known_from = batch.known_from
  and succession.next is not null
