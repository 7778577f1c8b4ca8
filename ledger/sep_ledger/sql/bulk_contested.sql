-- Facts of the batch that say otherwise than what stands: their place, their verdict, what stands
-- and from which edition it is.
select
    judged.place, judged.verdict, events.topic, events.state,
    convert_from(events.metadata, 'UTF8')::jsonb #>> '{source,name}' as file_name,
    convert_from(events.metadata, 'UTF8')::jsonb #>> '{source,edition_day}' as edition_day
from pg_temp.judged
inner join ledger.events on events.position = judged.standing
where judged.verdict in (2, 3, 5)
order by judged.place
