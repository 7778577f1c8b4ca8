-- Which of these versions their streams already have. Reads only; under the head lock the answer
-- holds until the transaction ends.
select originator_id, originator_version
from unnest(%(streams)b::uuid[], %(versions)b::int[]) as given (stream, version)
cross join lateral (
    select originator_id, originator_version
    from ledger.events
    where originator_id = stream and originator_version = version
) as taken
