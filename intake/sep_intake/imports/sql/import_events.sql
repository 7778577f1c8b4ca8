-- The events of imports, each import's in order; with `dataset` those of one, with `streams` of some.
-- Reads only. Imports are the last dataset but those that come after it, and few beside facts.
select
    originator_id, position, topic, state,
    convert_from(metadata, 'UTF8')::jsonb #>> '{source,actor}' as actor, recorded_at
from ledger.events
where originator_id >= %(first)s
    and originator_id < %(beyond)s
    and (%(stream)s::uuid is null or originator_id = %(stream)s)
    and (
        %(dataset)s::text is null
        or position(convert_to(%(dataset)s, 'UTF8') in state) > 0
    )
order by originator_id, originator_version
