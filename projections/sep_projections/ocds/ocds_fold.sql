-- Notes where each tender, contract, milestone and payment is told of, and each record and
-- release that others have published.
insert into told (stream, known_from, known_to, event, tender, contract, sostenedor, told_of)
select
    stream, known_from, known_to, event, doc ->> 'tender' as tender, doc ->> 'contract' as contract,
    doc ->> 'sostenedor' as sostenedor, (doc ->> 'occurred_on')::date as told_of
from batch
where event like any (array['ate\_tender.%', 'ate\_contract.%', 'ate\_milestone.%']);

insert into published_record (stream, known_from, known_to, ocid, published_at)
select stream, known_from, known_to, e.ocid, e.published_at
from batch
cross join jsonb_to_record(doc) as e (ocid text, published_at timestamptz)
where event = 'ocds.record_published';

insert into published_release (stream, known_from, known_to, ocid, released_at)
select stream, known_from, known_to, e.ocid, e.released_at
from batch
cross join jsonb_to_record(doc) as e (ocid text, released_at timestamptz)
where event = 'ocds.release_published';
