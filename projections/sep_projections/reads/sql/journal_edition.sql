-- The day of the edition of the file that a journal row (`booked`) came from, where the file states one.
-- Reads only.
(
    select (convert_from(metadata, 'UTF8')::jsonb -> 'source' ->> 'edition_day')::date
    from ledger.events
    where events.position = booked.number
)
