-- Sostenedores who had not rendered a year that was due on a day: of how many schools, what they were
-- paid, what the ministry has kept back since. Whole pesos. Reads only.
with year_of_school as (
{unrendered}
)
select
    sostenedor_rut, year, count(*)::integer as schools, array_agg(rbd order by rbd) as rbds,
    min(due_on) as due_on, %(on)s::date - min(due_on) as days_late, sum(paid)::bigint as paid,
    sum(retained)::bigint as retained, min(retained_from) as retained_from
from year_of_school
where due_on < %(on)s::date
    and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(year)s::smallint is null or year = %(year)s)
group by sostenedor_rut, year
having %(retained)s::boolean is null or (sum(retained) > 0) = %(retained)s
