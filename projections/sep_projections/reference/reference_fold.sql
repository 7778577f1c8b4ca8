-- Folds USE values, the IPC, related parties and inventory checks.
insert into use_value (stream, known_from, known_to, from_month, clp_per_use, confidence)
select stream, known_from, known_to, e.from_month, e.clp_per_use, e.confidence
from batch
cross join jsonb_to_record(doc) as e (from_month text, clp_per_use numeric, confidence text)
where event = 'use_value.published';

insert into ipc_value (stream, known_from, known_to, month, index)
select stream, known_from, known_to, e.month, e.index
from batch
cross join jsonb_to_record(doc) as e (month text, index numeric)
where event = 'ipc.published';

insert into related_party (
    stream, known_from, known_to, sostenedor, related, relation, since, until, capital_share
)
select
    stream, known_from, known_to,
    e.sostenedor, e.related, e.relation, e.occurred_on as since, e.until, e.capital_share
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, related text, relation text, occurred_on date, until date,
    capital_share numeric
)
where event = 'related_party.declared';

insert into inventory_check (
    stream, known_from, known_to, rbd, year, checked_on, items_registered, items_not_found,
    value_registered, value_not_found
)
select
    stream, known_from, known_to,
    e.rbd, e.year, e.occurred_on as checked_on, e.items_registered, e.items_not_found,
    e.value_registered, e.value_not_found
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, year smallint, occurred_on date, items_registered integer,
    items_not_found integer, value_registered bigint, value_not_found bigint
)
where event = 'inventory.checked';
