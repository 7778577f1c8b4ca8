-- Monthly payments, in whole pesos. Reads only.
select
    known_from as position, stream, rbd, month, year, sostenedor as sostenedor_rut, sostenedor_name,
    school_name, region, comuna, dependency, rural, enrolment, sep_total, sep_prioritarios,
    sep_preferentes
from payment
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(comuna)s::integer is null or comuna = %(comuna)s)
    and (%(dependency)s::text is null or dependency = %(dependency)s)
