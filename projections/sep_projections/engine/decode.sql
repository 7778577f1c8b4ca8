-- Decodes a range in which facts are restated, once for all the statements of a fold.
--
-- `known_to` already ends a version that is restated within the range; rows of earlier ranges are
-- ended by supersede.sql. The relation hides the view of the same name until the transaction ends.
create temporary table batch on commit drop as
select
    position           as known_from,
    coalesce(
        lead(position) over (partition by originator_id order by originator_version),
        9223372036854775807
    )                  as known_to,
    originator_id      as stream,
    originator_version as version,
    kind.event,
    convert_from(state, 'UTF8')::jsonb as doc
from ledger.events
inner join projections.kind using (topic)
where position > %(after)s
  and position <= %(upto)s
  and topic = any (%(topics)s)
  and not exists (
      select from projections.parked
      where parked.name = %(name)s
        and parked.position = events.position
  )
