-- Notes where each tender, contract, milestone and payment is told of, and each record and
-- release that others have published.
insert into told
select
    stream, known_from, known_to, event, doc ->> 'tender', doc ->> 'contract',
    doc ->> 'sostenedor', (doc ->> 'occurred_on')::date
from batch
where event like any (array['ate\_tender.%', 'ate\_contract.%', 'ate\_milestone.%']);

insert into published_record
select stream, known_from, known_to, e.ocid, e.published_at
from batch
cross join jsonb_to_record(doc) as e (ocid text, published_at timestamptz)
where event = 'ocds.record_published';

insert into published_release
select stream, known_from, known_to, e.ocid, e.released_at
from batch
cross join jsonb_to_record(doc) as e (ocid text, released_at timestamptz)
where event = 'ocds.release_published';
