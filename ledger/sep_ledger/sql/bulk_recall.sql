-- Bring back how often this file has shown the keys of the batch in batches that were copied straight
-- into the log: as often as versions 1 of the key and its twins stand at the positions copied then.
-- A key that is remembered already has been counted so before, which makes a second run harmless.
insert into pg_temp.seen_keys (stream, times)
select stream, shown
from (select distinct stream from pg_temp.staged) as keys
cross join lateral (
    select count(*) as shown
    from ledger.events
    where originator_id between stream and ledger.twin_stream(stream, 4095)
        and originator_version = 1
        and position <@ %(copied)s::int8multirange
) as copied
where shown > 0
on conflict do nothing
