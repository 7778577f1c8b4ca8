-- name: touched
-- Schools of which a range of the log tells something new, as far as it has been folded. Reads only.
select distinct fact.rbd
from {table} as fact
inner join ledger.events
    on events.originator_id = fact.stream
    and events.position in (fact.known_from, fact.known_to) -- told, or withdrawn
where events.position > %(after)s
  and events.position <= %(upto)s
  and events.topic = any (%(topics)s)


-- name: derived_payment_adjustments
-- What the components of monthly payments say was settled again, held back or taken away, where
-- the log does not say so yet; what a later file no longer shows comes back with `void`. Reads only.
with kinds (component, event, reason) as (
    values
        ('reliquidacion', 'payment.restated', ''),
        ('retenciones', 'payment.retained', ''),
        ('reintegros', 'payment.discounted', 'reintegro'),
        ('multas', 'payment.discounted', 'multa'),
        ('discrepancia', 'payment.discounted', 'discrepancia'),
        ('descuento_ficom', 'payment.discounted', 'financiamiento_compartido'),
        ('descuento_escolaridad', 'payment.discounted', 'derecho_de_escolaridad'),
        ('donacionaplicada', 'payment.discounted', 'donacion')
),

standing as (
    select p.rbd, p.month, p.sostenedor, k.event, k.reason, c.amount
    from payment_component as c
    inner join kinds as k using (component)
    inner join payment as p using (stream, known_from)
    where c.known_from <= %(known)s
        and c.known_to > %(known)s
        and (%(schools)s::integer[] is null or c.rbd = any (%(schools)s))
),

recorded as (
    select
        rbd, month, sostenedor, 'payment.' || kind as event, coalesce(reason, '') as reason, amount
    from payment_adjustment
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
),

missing as (
    select s.*, false as void
    from standing as s
    left join recorded as r using (rbd, month, event, reason)
    where (r.sostenedor, r.amount) is distinct from (s.sostenedor, s.amount)

    union all

    select r.*, true as void
    from recorded as r
    left join standing as s using (rbd, month, event, reason)
    where s.rbd is null
)

select
    (make_date(left(month, 4)::integer, right(month, 2)::integer, 1)
        + interval '1 month - 1 day')::date as occurred_on,
    rbd, month, sostenedor, event, nullif(reason, '') as reason, amount, void
from missing
order by month, rbd, event, reason


-- name: derived_reclassifications
-- Reclassifications that the published categories call for and the log does not hold yet.
--
-- A school's category is compared with the last one published before it, however many years lie
-- between. What the log already says is left out, and what it says wrongly (a year in between was
-- published later, or a category restated) comes back with `void`. Reads only.
with published as (
    select
        rbd, level, year, occurred_on, category,
        lag(year) over of_school        as previous_year,
        lag(occurred_on) over of_school as previous_on,
        lag(category) over of_school    as previous_category
    from category_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
    window of_school as (partition by rbd, level order by year)
),

standing as (
    select *, make_date(year + 1, 3, 1) as effective_on
    from published
    where category <> previous_category
),

recorded as (
    select * from reclassification
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
)

select
    s.occurred_on, s.rbd, s.level, s.previous_year, s.previous_on, s.previous_category,
    s.year, s.category, s.effective_on, false as void
from standing as s
left join recorded as r using (rbd, level, year)
where (r.previous_year, r.previous_on, r.previous_category, r.category, r.occurred_on)
    is distinct from
    (s.previous_year, s.previous_on, s.previous_category, s.category, s.occurred_on)

union all

select
    r.occurred_on, r.rbd, r.level, r.previous_year, r.previous_on, r.previous_category,
    r.year, r.category, r.effective_on, true as void
from recorded as r
left join standing as s using (rbd, level, year)
where s.rbd is null

order by year, rbd, level


-- name: derived_school_changes
-- Changes of name, place, dependency or rurality between consecutive entries of the register that
-- the log does not hold yet; wrongly recorded ones come back with `void`. Reads only.
with published as (
    select
        rbd, year, occurred_on,
        lag(year) over of_school as previous_year,
        array_remove(array[
            case when name <> lag(name) over of_school then 'name' end,
            case when region <> lag(region) over of_school then 'region' end,
            case when comuna <> lag(comuna) over of_school then 'comuna' end,
            case when dependency <> lag(dependency) over of_school then 'dependency' end,
            case when rural <> lag(rural) over of_school then 'rural' end
        ], null) as fields
    from school_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
    window of_school as (partition by rbd order by year)
),

standing as (
    select * from published
    where previous_year is not null and cardinality(fields) > 0
),

recorded as (
    select * from school_transition
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s)) and kind = 'changed'
)

select s.occurred_on, s.rbd, s.previous_year, s.year, s.fields, false as void
from standing as s
left join recorded as r using (rbd, year)
where (r.previous_year, r.fields, r.occurred_on)
    is distinct from (s.previous_year, s.fields, s.occurred_on)

union all

select r.occurred_on, r.rbd, r.previous_year, r.year, r.fields, true as void
from recorded as r
left join standing as s using (rbd, year)
where s.rbd is null

order by year, rbd


-- name: derived_school_closures
-- Schools closed in one entry of the register and not in the entry before it, which the log does
-- not hold yet; wrongly recorded ones come back with `void`. Reads only.
with published as (
    select
        rbd, year, occurred_on, status,
        lag(year) over of_school   as previous_year,
        lag(status) over of_school as previous_status
    from school_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
    window of_school as (partition by rbd order by year)
),

standing as (
    select * from published
    where status = 'cerrado' and previous_status <> 'cerrado'
),

recorded as (
    select * from school_transition
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s)) and kind = 'closed'
)

select s.occurred_on, s.rbd, s.previous_year, s.year, s.previous_status, false as void
from standing as s
left join recorded as r using (rbd, year)
where (r.previous_year, r.previous_status, r.occurred_on)
    is distinct from (s.previous_year, s.previous_status, s.occurred_on)

union all

select r.occurred_on, r.rbd, r.previous_year, r.year, r.previous_status, true as void
from recorded as r
left join standing as s using (rbd, year)
where s.rbd is null

order by year, rbd


-- name: derived_sostenedor_changes
-- Schools that pass from one sostenedor to another between consecutive entries of the register,
-- which the log does not hold yet; wrongly recorded ones come back with `void`. Reads only.
--
-- A holder is told by RUT or, for a natural person, by the register's pseudonym. An entry that
-- names neither (all of 2015, or no information) says nothing about a change.
with published as (
    select
        rbd, year, occurred_on, sostenedor,
        coalesce(sostenedor, sostenedor_mrun)                     as holder,
        lag(year) over of_school                                  as previous_year,
        lag(sostenedor) over of_school                            as previous_sostenedor,
        lag(coalesce(sostenedor, sostenedor_mrun)) over of_school as previous_holder
    from school_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
      and coalesce(sostenedor, sostenedor_mrun) is not null
    window of_school as (partition by rbd order by year)
),

standing as (
    select * from published
    where holder <> previous_holder
),

recorded as (
    select * from school_transition
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s)) and kind = 'sostenedor_changed'
)

select
    s.occurred_on, s.rbd, s.previous_year, s.year, s.previous_sostenedor, s.sostenedor,
    false as void
from standing as s
left join recorded as r using (rbd, year)
where (r.previous_year, r.previous_sostenedor, r.sostenedor, r.occurred_on)
    is distinct from
    (s.previous_year, s.previous_sostenedor, s.sostenedor, s.occurred_on)

union all

select
    r.occurred_on, r.rbd, r.previous_year, r.year, r.previous_sostenedor, r.sostenedor,
    true as void
from recorded as r
left join standing as s using (rbd, year)
where s.rbd is null

order by year, rbd
