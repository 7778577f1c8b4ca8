-- Notes each document that a decision points to. It is part of where an event comes from, not of what
-- it says, and so read from the log; what files say points to none.
insert into evidence_document (
    stream, known_from, known_to, place, sha256, size, media_type, title, kind
)
select
    batch.stream, batch.known_from, batch.known_to, of_event.place, e.sha256, e.size, e.media_type,
    e.title, e.kind
from batch
inner join ledger.events on events.position = batch.known_from
cross join lateral jsonb_array_elements(
    convert_from(events.metadata, 'UTF8')::jsonb #> '{source,evidence}'
) with ordinality as of_event (document, place)
cross join jsonb_to_record(of_event.document) as e (
    sha256 text, size bigint, media_type text, title text, kind text
)
where projections.is_entity(batch.stream);
