-- Events of a range of positions, in order. Reads only.
select position, originator_id, originator_version, topic, state, metadata, recorded_at
from ledger.events
where position > %(after)s
    and position <= %(upto)s
    and (cardinality(%(topics)s::text[]) = 0 or topic = any (%(topics)s::text[]))
order by position
limit %(limit)s
