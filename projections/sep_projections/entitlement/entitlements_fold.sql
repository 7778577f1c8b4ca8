-- Folds what was computed for each school and month, its amounts by article and its lines by level
-- band. A version that says the month gives nothing leaves no row.
insert into entitlement (
    stream, known_from, known_to, rbd, month, year, rule, due, retained, total, scaled,
    exposed_retained, priority_share, confidence, provisional, lacks, tables
)
select
    stream, known_from, known_to,
    e.rbd, e.month, left(e.month, 4)::smallint as year, e.rule, e.due, e.retained, e.total,
    e.scaled, coalesce(e.exposed_retained, 0) as exposed_retained, e.priority_share, e.confidence,
    e.provisional, coalesce(e.lacks, '{}') as lacks,
    coalesce(e.tables, '{}') as tables
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, month text, rule text, due bigint, retained bigint, total bigint, scaled bigint,
    exposed_retained bigint, priority_share numeric, confidence text,
    provisional text[], lacks text[], void boolean, tables jsonb
)
where event = 'entitlement.computed'
  and not e.void;

insert into entitlement_amount (stream, known_from, known_to, rbd, month, article, amount)
select
    stream, known_from, known_to,
    (doc ->> 'rbd')::integer as rbd, doc ->> 'month' as month, a.key as article,
    a.value::bigint as amount
from batch
cross join jsonb_each_text(doc -> 'amounts') as a
where event = 'entitlement.computed'
  and not (doc ->> 'void')::boolean;

insert into entitlement_line (
    stream, known_from, known_to, rbd, month, line, place, kind, article, pupils, valued,
    clp_per_use, law, confidence, share, months, band, use, counted, line_amount
)
select
    stream, known_from, known_to,
    (batch.doc ->> 'rbd')::integer as rbd, batch.doc ->> 'month' as month, l.line, b.place,
    l.doc ->> 'kind' as kind, l.doc ->> 'article' as article, l.doc ->> 'pupils' as pupils,
    l.doc ->> 'valued' as valued, (l.doc ->> 'clp_per_use')::numeric as clp_per_use,
    l.doc ->> 'law' as law, l.doc ->> 'confidence' as confidence, l.doc ->> 'share' as share,
    l.doc ->> 'months' as months, b.doc ->> 'band' as band, (b.doc ->> 'use')::numeric as use,
    b.doc ->> 'pupils' as counted, (l.doc ->> 'amount')::numeric as line_amount
from batch
cross join jsonb_array_elements(batch.doc -> 'lines') with ordinality as l (doc, line)
cross join jsonb_array_elements(l.doc -> 'bands') with ordinality as b (doc, place)
where event = 'entitlement.computed'
  and not (batch.doc ->> 'void')::boolean;
