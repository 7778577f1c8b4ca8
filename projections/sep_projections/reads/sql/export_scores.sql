-- Scores of schools, one row for each school, year, grade and subject. Reads only.
select
    rbd, year as anio, grade as grado, subject as asignatura, school_name as nombre, region, comuna,
    dependency as dependencia, socioeconomic_group as grupo_socioeconomico, rural,
    pupils as alumnos, score as puntaje, published_score as puntaje_publicado, missing as motivo,
    mark as marca, insufficient_share as insuficiente, elementary_share as elemental,
    adequate_share as adecuado, position as posicion
from (
{score_facts}
) as fact
where (%(grade)s::text is null or grade = %(grade)s)
    and (%(subject)s::text is null or subject = %(subject)s)
order by year, grade, subject, rbd
