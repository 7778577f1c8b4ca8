-- Events of a range of positions that name a school or a sostenedor, in order. Reads only. Looks at
-- every event of the range, so the caller bounds it; only those whose bytes hold the name are parsed.
select position, originator_id, originator_version, topic, state, metadata, recorded_at
from ledger.events
where position > %(after)s
    and position <= %(upto)s
    and (cardinality(%(topics)s::text[]) = 0 or topic = any (%(topics)s::text[]))
    and (%(stream)s::uuid is null or originator_id = %(stream)s)
    and case
        when (
            select bool_and(position(word in state) > 0) from unnest(%(written)s::bytea[]) as word
        ) then convert_from(state, 'UTF8')::jsonb @> %(subject)s
        else false
    end
order by position
limit %(limit)s
