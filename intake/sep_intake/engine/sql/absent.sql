-- Facts that stand in ranges of streams and that the file does not state, with where they come from.
-- Where bytes are given, only those whose content holds all of one of the sets: a scope is told by
-- what is written of it, so that no other is decoded. Reads only.
select latest.originator_id, latest.topic, latest.state, latest.metadata
from unnest(%(firsts)s::uuid[], %(ends)s::uuid[]) as span (first, beyond)
cross join lateral (
    select distinct on (originator_id) originator_id, topic, state, metadata
    from ledger.events
    where originator_id >= span.first
        and originator_id < span.beyond
    order by originator_id, originator_version desc
) as latest
where latest.topic = any (%(topics)s)
    and not exists (
        select from pg_temp.shown where shown.stream = latest.originator_id
    )
    and (
        %(written)s::text is null
        or exists (
            select from jsonb_array_elements(%(written)s::text::jsonb) as scope (words)
            where (
                select bool_and(position(convert_to(word, 'UTF8') in latest.state) > 0)
                from jsonb_array_elements_text(scope.words) as word
            )
        )
    )
order by
    convert_from(latest.metadata, 'UTF8')::jsonb #>> '{source,name}',
    (convert_from(latest.metadata, 'UTF8')::jsonb #>> '{source,row}')::bigint
