-- Performance categories by school, level and year. Reads only.
select
    known_from as position, stream, rbd, level, year, occurred_on, category, school_name,
    dependency, region_name, comuna_name, enrolment
from category_year
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(level)s::text is null or level = %(level)s)
    and (%(category)s::text is null or category = %(category)s)
