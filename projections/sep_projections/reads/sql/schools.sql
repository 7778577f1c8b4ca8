-- Schools of one edition of the register: the year asked for, else the latest known. Reads only.
select
    rbd, name, 'directorio' as name_source, year, check_digit, sostenedor as sostenedor_rut,
    legal_personality, region, comuna, comuna_name, dependency, rural, status, enrolment
from school_year
where known_from <= %(known)s
    and known_to > %(known)s
    and year = coalesce(
        %(year)s::smallint,
        (select max(year) from school_year where known_from <= %(known)s and known_to > %(known)s)
    )
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(comuna)s::integer is null or comuna = %(comuna)s)
    and (%(dependency)s::text is null or dependency = %(dependency)s)
    and (%(status)s::text is null or status = %(status)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(rural)s::boolean is null or rural = %(rural)s)
    and (%(name_contains)s::text is null or position(upper(%(name_contains)s) in upper(name)) > 0)
