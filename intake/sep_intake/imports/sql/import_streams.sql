-- Streams in which a file has said something between two positions. Reads only; the caller bounds
-- the positions. Metadata is decoded only where the bytes hold the file's hash.
select distinct originator_id
from ledger.events
where position > %(after)s
    and position <= %(upto)s
    and position(convert_to(%(sha256)s, 'UTF8') in metadata) > 0
    and originator_id < %(entities)s
    and convert_from(metadata, 'UTF8')::jsonb @> %(source)s
