-- Folds what was computed for each school and month, its amounts by article and its lines by level
-- band. A version that says the month gives nothing leaves no row.
insert into entitlement
select
    stream, known_from, known_to,
    e.rbd, e.month, left(e.month, 4)::smallint, e.rule, e.due, e.retained, e.total, e.scaled,
    e.priority_share, e.confidence, e.provisional
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, month text, rule text, due bigint, retained bigint, total bigint, scaled bigint,
    priority_share numeric, confidence text, provisional text[], void boolean
)
where event = 'entitlement.computed'
  and not e.void;

insert into entitlement_amount
select
    stream, known_from, known_to,
    (doc ->> 'rbd')::integer, doc ->> 'month', a.key, a.value::bigint
from batch
cross join jsonb_each_text(doc -> 'amounts') as a
where event = 'entitlement.computed'
  and not (doc ->> 'void')::boolean;

insert into entitlement_line
select
    stream, known_from, known_to,
    (batch.doc ->> 'rbd')::integer, batch.doc ->> 'month', l.line, b.place, l.doc ->> 'kind',
    l.doc ->> 'article', l.doc ->> 'pupils', l.doc ->> 'valued',
    (l.doc ->> 'clp_per_use')::numeric, l.doc ->> 'law', l.doc ->> 'confidence',
    l.doc ->> 'share', l.doc ->> 'months', b.doc ->> 'band', (b.doc ->> 'use')::numeric,
    b.doc ->> 'pupils', (l.doc ->> 'amount')::numeric
from batch
cross join jsonb_array_elements(batch.doc -> 'lines') with ordinality as l (doc, line)
cross join jsonb_array_elements(l.doc -> 'bands') with ordinality as b (doc, place)
where event = 'entitlement.computed'
  and not (batch.doc ->> 'void')::boolean;
