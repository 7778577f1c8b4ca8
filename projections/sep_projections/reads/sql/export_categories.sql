-- Performance categories of schools, one row for each school, level and year. Reads only.
select
    rbd, level as nivel, year as anio, category as categoria, school_name as nombre,
    dependency as dependencia, region_name as region, comuna_name as comuna,
    enrolment as matricula, known_from as posicion
from category_year
where known_from <= %(known)s
    and known_to > %(known)s
order by year, level, rbd
