-- Decodes a short range once for every fold that reads it, versions restated within it ended.
insert into pg_temp.batch (known_from, known_to, stream, version, event, doc)
select
    position,
    coalesce(
        case
            when not projections.is_entity(originator_id)
                then lead(position) over (partition by originator_id order by originator_version)
        end,
        9223372036854775807
    ),
    originator_id,
    projections.fact_version(originator_id, originator_version),
    kind.event,
    convert_from(state, 'UTF8')::jsonb
from ledger.events
inner join projections.kind using (topic)
where position > %(after)s
  and position <= %(upto)s
  and topic = any (%(topics)s)
