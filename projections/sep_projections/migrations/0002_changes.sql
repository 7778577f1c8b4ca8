-- How folds read a range of the log as it is decoded for them alone, restatements included; and how
-- folds into sums read it. Runs once, recorded by name and hash.

-- As in 0001, but `known_to` ends a version that is restated within the range, so that it serves any
-- range. Long ranges are decoded once for all projections into temporary relations of the same
-- names (see decode.sql and former.sql), which the engine puts before these.
create or replace view projections.batch as
select
    position            as known_from,
    coalesce(
        (
            select min(later.position)
            from ledger.events as later
            where later.originator_id = events.originator_id
              and later.originator_version > events.originator_version
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
    originator_version  as version,
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

-- What a range does to sums: each event comes in with weight 1, and the version that it takes over
-- from, whenever that was recorded, goes out with weight -1.
create view projections.change as
select event, doc, 1 as weight
from projections.batch
union all
select restating.event, decoded.doc, -1 as weight
from projections.batch as restating
cross join lateral (
    select state
    from ledger.events
    where originator_id = restating.stream
      and originator_version < restating.version
      and not exists (
          select from projections.parked
          where parked.name = current_setting('projections.name')
            and parked.position = events.position
      )
    order by originator_version desc
    limit 1
) as former
cross join lateral (select convert_from(former.state, 'UTF8')::jsonb as doc offset 0) as decoded
where restating.version > 1;
