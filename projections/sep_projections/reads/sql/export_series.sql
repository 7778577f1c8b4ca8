-- Mean scores by year, grade and subject: of the country, and by region, dependency, socio-economic
-- group and whether rural; an empty value is the country, or what the file does not tell. Means weigh
-- each school by its pupils tested. Reads only.
select
    year as anio, grade as grado, subject as asignatura,
    case
        when grouping(region) = 0 then 'region'
        when grouping(dependency) = 0 then 'dependencia'
        when grouping(socioeconomic_group) = 0 then 'grupo_socioeconomico'
        when grouping(rural) = 0 then 'rural'
        else 'pais'
    end as dimension,
    coalesce(region::text, dependency, socioeconomic_group, rural::text) as valor,
    (count(*) filter (where missing is null))::integer as establecimientos,
    coalesce(sum(pupils) filter (where missing is null), 0)::integer as alumnos,
    (count(*) filter (where missing is not null))::integer as sin_puntaje,
    case when count(*) filter (where missing is null) >= %(least_schools)s
        then projections.half_even(
            sum(score::numeric * pupils) filter (where missing is null)
            / sum(pupils) filter (where missing is null), 1
        )
    end as promedio
from (
{score_facts}
) as fact
where (%(grade)s::text is null or grade = %(grade)s)
    and (%(subject)s::text is null or subject = %(subject)s)
group by
    grouping sets (
        (year, grade, subject), (year, grade, subject, region), (year, grade, subject, dependency),
        (year, grade, subject, socioeconomic_group), (year, grade, subject, rural)
    )
order by anio, grado, asignatura, dimension, valor
