-- What the library's recorder asks and nobody else.

-- name: select_stream
-- The events of one stream between two versions, forwards or backwards. Reads only.
select originator_id, originator_version, topic, state, position, metadata, recorded_at
from ledger.events
where originator_id = %(stream)s
    and originator_version > %(gt)s
    and originator_version <= %(lte)s
order by originator_version {direction}
limit %(limit)s
