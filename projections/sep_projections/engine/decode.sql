-- Decodes a long range once, by several workers, for every fold that reads it. The relation goes
-- before the view of the same name until the transaction ends.
create temporary table batch on commit drop as
select
    position                           as known_from,
    9223372036854775807                as known_to,
    originator_id                      as stream,
    projections.fact_version(originator_id, originator_version) as version,
    kind.event,
    convert_from(state, 'UTF8')::jsonb as doc
from ledger.events
inner join projections.kind using (topic)
where position > %(after)s
  and position <= %(upto)s
  and topic = any (%(topics)s)
