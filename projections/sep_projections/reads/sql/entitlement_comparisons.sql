-- What is due beside what was paid, by school and month, and whether they differ by more than the
-- threshold once the month can no longer be settled by a payment to come. A month that is due and
-- of which no payment is known is left out. Reads only.
with paid as (
    select rbd, month, sep_total, max(month) over (partition by rbd) as last_month
    from payment
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
),

withheld as (
    select rbd, month, abs(amount) as amount
    from payment_component
    where component = 'retenciones'
        and known_from <= %(known)s
        and known_to > %(known)s
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
),

given as (
    select rbd, month, due, retained
    from entitlement
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
),

compared as (
    select
        rbd, month,
        coalesce(g.due, 0)                      as due,
        p.sep_total                             as paid,
        p.sep_total - coalesce(g.due, 0)        as difference,
        greatest(
            coalesce(g.due, 0) * %(difference_share)s::numeric,
            %(difference_use)s::numeric * (
                select clp_per_use
                from unnest(%(use_months)s::text[], %(use_values)s::numeric[])
                    as use (from_month, clp_per_use)
                where from_month <= month
                order by from_month desc
                limit 1
            )
        )                                       as threshold,
        right(month, 2) not in ('03', '04', '05')
            or p.last_month >= left(month, 4) || '-06' as settled,
        coalesce(g.retained, 0)                 as retained,
        coalesce(w.amount, 0)                   as withheld,
        coalesce(g.retained, 0) - coalesce(w.amount, 0) as retention_difference
    from paid as p
    left join given as g using (rbd, month)
    left join withheld as w using (rbd, month)
    where p.sep_total <> 0 or g.rbd is not null
)

select
    rbd, month, due, paid, difference, round(threshold, 2) as threshold, settled,
    settled and abs(difference) > threshold as differs, retained, withheld, retention_difference
from compared
where (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
    and (not %(only_different)s::boolean or settled and abs(difference) > threshold)
