-- SIMCE by school, grade and year. Reads only.
select
    known_from as position, stream, rbd, year, grade, occurred_on, school_name, region, comuna,
    dependency, socioeconomic_group, rural, not_tested
from test_result
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(from_year)s::smallint is null or year >= %(from_year)s)
    and (%(to_year)s::smallint is null or year <= %(to_year)s)
    and (%(grade)s::text is null or grade = %(grade)s)
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(comuna)s::integer is null or comuna = %(comuna)s)
    and (%(dependency)s::text is null or dependency = %(dependency)s)
    and (%(socioeconomic_group)s::text is null or socioeconomic_group = %(socioeconomic_group)s)
