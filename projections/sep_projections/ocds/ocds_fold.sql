-- Notes where each tender, contract, milestone and payment is told of, and each record and
-- release that others have published.
insert into told (stream, known_from, known_to, event, tender, contract, sostenedor, told_of)
select
    stream, known_from, known_to, event, doc ->> 'tender' as tender, doc ->> 'contract' as contract,
    doc ->> 'sostenedor' as sostenedor, (doc ->> 'occurred_on')::date as told_of
from batch
where event like any (array['ate\_tender.%', 'ate\_contract.%', 'ate\_milestone.%']);
