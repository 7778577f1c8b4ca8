-- Streams of entities: their events all stand, so that none ends the row of the one before.
-- Runs once, recorded by name and hash.

-- Whether a stream is an entity's: of a dataset from 128 on, the first sixteen bits.
create function projections.is_entity(stream uuid) returns boolean
language sql immutable strict parallel safe
return stream >= '00800000-0000-0000-0000-000000000000'::uuid;

-- Which version of a fact an event is. Each event of an entity's stream is a fact of its own.
create function projections.fact_version(stream uuid, version integer) returns integer
language sql immutable strict parallel safe
return case when projections.is_entity(stream) then 1 else version end;

-- As in 0002, but for entities.
create or replace view projections.batch as
select
    position            as known_from,
    coalesce(
        (
            select min(later.position)
            from ledger.events as later
            where later.originator_id = events.originator_id
              and later.originator_version > events.originator_version
              and not projections.is_entity(later.originator_id)
              and later.position <= current_setting('projections.upto')::bigint
              and not exists (
                  select from projections.parked
                  where parked.name = current_setting('projections.name')
                    and parked.position = later.position
              )
        ),
        9223372036854775807
    )                   as known_to,
    originator_id       as stream,
    projections.fact_version(originator_id, originator_version) as version,
    kind.event,
    decoded.doc
from ledger.events
inner join projections.kind using (topic)
-- The fence makes each event be decoded once, however often a fold names the document.
cross join lateral (select convert_from(state, 'UTF8')::jsonb as doc offset 0) as decoded
where position > current_setting('projections.after')::bigint
  and position <= current_setting('projections.upto')::bigint
  and not exists (
      select from projections.parked
      where parked.name = current_setting('projections.name')
        and parked.position = events.position
  );
