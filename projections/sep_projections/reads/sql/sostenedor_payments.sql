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
from payment
where payment.known_from <= %(known)s
    and payment.known_to > %(known)s
    and payment.sostenedor is not null
    and (%(year)s::smallint is null or payment.year = %(year)s)
union all
select
    held.sostenedor, payment.known_from, payment.stream, payment.rbd, payment.month, payment.year,
    payment.sostenedor_name, payment.school_name, payment.region, payment.comuna,
    payment.dependency, payment.rural, payment.enrolment, payment.sep_total,
    payment.sep_prioritarios, payment.sep_preferentes
from held
join payment using (rbd, year)
where payment.known_from <= %(known)s
    and payment.known_to > %(known)s
    and payment.sostenedor is null
    and (%(year)s::smallint is null or payment.year = %(year)s)
