-- name: payment_components
-- Components of payments, for the streams they belong to. Reads only.
select stream, component, amount
from {payment_component_at} as payment_component


-- name: payments
-- Monthly payments, in whole pesos. Reads only.
select
    known_from as position, stream, rbd, month, year, sostenedor as sostenedor_rut, sostenedor_name,
    school_name, region, comuna, dependency, rural, enrolment, sep_total, sep_prioritarios,
    sep_preferentes
from {payment_at} as payment
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(comuna)s::integer is null or comuna = %(comuna)s)
    and (%(dependency)s::text is null or dependency = %(dependency)s)


-- name: sostenedor_payments
-- Monthly payments by the sostenedor they went to: the one that the payment names, else whoever held
-- the school that year. Whole pesos. Reads only.
with held as not materialized (
{schools_held}
)
select
    payment.sostenedor as sostenedor_rut, payment.known_from as position, payment.stream,
    payment.rbd, payment.month, payment.year, payment.sostenedor_name, payment.school_name,
    payment.region, payment.comuna, payment.dependency, payment.rural, payment.enrolment,
    payment.sep_total, payment.sep_prioritarios, payment.sep_preferentes
from {payment_at} as payment
where payment.sostenedor is not null
    and (%(year)s::smallint is null or payment.year = %(year)s)
union all
select
    held.sostenedor, payment.known_from, payment.stream, payment.rbd, payment.month, payment.year,
    payment.sostenedor_name, payment.school_name, payment.region, payment.comuna,
    payment.dependency, payment.rural, payment.enrolment, payment.sep_total,
    payment.sep_prioritarios, payment.sep_preferentes
from held
join {payment_at} as payment using (rbd, year)
where payment.sostenedor is null
    and (%(year)s::smallint is null or payment.year = %(year)s)
