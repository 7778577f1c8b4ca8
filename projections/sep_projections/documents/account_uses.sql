-- name: account_uses
-- Where each sostenedor's bank shows the ministry's deposits, by year: in accounts dedicated to SEP,
-- or elsewhere; and whether its schools of the year are public. Whole pesos. Reads only.
with deposit as (
    select
        sostenedor as sostenedor_rut,
        extract(year from occurred_on)::smallint as year,
        count(distinct bank_account) filter (where sep_only)::integer as dedicated_accounts,
        coalesce(sum(amount) filter (where sep_only), 0)::bigint as in_dedicated,
        coalesce(sum(amount) filter (where not sep_only), 0)::bigint as elsewhere
    from {bank_movement_at} as bank_movement
    where amount > 0
        and text ~* %(ministry)s
        and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    group by sostenedor, extract(year from occurred_on)
)
select
    deposit.*,
    (
        select bool_or(dependency = any(%(public)s::text[]))
        from {payment_at} as payment
        where payment.sostenedor = deposit.sostenedor_rut
            and payment.year = deposit.year
    ) as public
from deposit
where (%(year)s::smallint is null or year = %(year)s)
