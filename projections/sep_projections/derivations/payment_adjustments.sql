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
