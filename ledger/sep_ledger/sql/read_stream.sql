-- Events of one stream within a range of positions, in order. Reads only. A statement of its own,
-- so that no plan made for all streams is ever used for one.
select position, originator_id, originator_version, topic, state, metadata, recorded_at
from ledger.events
where originator_id = %(stream)s
    and position > %(after)s
    and position <= %(upto)s
    and (cardinality(%(topics)s::text[]) = 0 or topic = any (%(topics)s::text[]))
order by originator_version
limit %(limit)s
