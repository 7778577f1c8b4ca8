-- How folds into sums read a range in which facts are withdrawn, or stated again after that. Runs
-- once, recorded by name and hash.

-- As in 0002, but what goes out is named by what it was: a withdrawal is another event than the fact
-- that it ends, or that is stated after it.
create or replace view projections.change as
select event, doc, 1 as weight
from projections.batch
union all
select former.event, decoded.doc, -1 as weight
from projections.batch as restating
cross join lateral (
    select kind.event, events.state
    from ledger.events
    inner join projections.kind using (topic)
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
