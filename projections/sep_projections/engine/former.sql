-- Decodes the versions that a long range takes over from, for folds into sums. None of them was set
-- aside, or their projection would decode for itself.
insert into pg_temp.former (event, doc)
select kind.event, convert_from(events.state, 'UTF8')::jsonb as doc
from pg_temp.batch as restating
inner join ledger.events
    on events.originator_id = restating.stream
    and events.originator_version = restating.version - 1
inner join projections.kind using (topic)
where restating.version > 1
