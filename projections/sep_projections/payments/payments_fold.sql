-- Folds monthly payments, their components and their adjustments; amounts in whole pesos. A version
-- that says an adjustment is void leaves no row.
insert into payment (
    stream, known_from, known_to, rbd, month, year, sostenedor, sostenedor_name, school_name,
    region, comuna, dependency, rural, enrolment, sep_total, sep_prioritarios, sep_preferentes
)
select
    stream, known_from, known_to,
    e.rbd, e.month, left(e.month, 4)::smallint as year, e.sostenedor, e.sostenedor_name,
    e.school_name, e.region, e.comuna, e.dependency, e.rural, e.enrolment, e.sep_total,
    e.sep_prioritarios, e.sep_preferentes
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, month text, sostenedor text, sostenedor_name text, school_name text,
    region smallint, comuna integer, dependency text, rural boolean, enrolment integer,
    sep_total bigint, sep_prioritarios bigint, sep_preferentes bigint
)
where event = 'payment.disbursed';

insert into payment_component (stream, known_from, known_to, rbd, month, component, amount)
select
    stream, known_from, known_to,
    (doc ->> 'rbd')::integer as rbd, doc ->> 'month' as month, c.key as component,
    c.value::bigint as amount
from batch
cross join jsonb_each_text(doc -> 'components') as c
where event = 'payment.disbursed';

insert into payment_adjustment (
    stream, known_from, known_to, rbd, month, year, sostenedor, kind, reason, amount
)
select
    stream, known_from, known_to,
    e.rbd, e.month, left(e.month, 4)::smallint as year, e.sostenedor,
    substring(event from '[^.]+$') as kind, e.reason, e.amount
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, month text, sostenedor text, reason text, amount bigint, void boolean
)
where event in ('payment.restated', 'payment.retained', 'payment.discounted')
  and not e.void;
