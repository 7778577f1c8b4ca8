-- name: export_adviser_positions
-- Where in the log the results, contracts and payments of advised schools stand. Reads only.
{export_score_positions}
union
select known_from
from {ate_contract_at} as ate_contract
union
select known_from
from {ate_contract_step_at} as ate_contract_step
union
select known_from
from {ate_contract_payment_at} as ate_contract_payment


-- name: export_advisers
-- Advised schools, one row for each adviser, school and moment: 0 is the last test before the adviser
-- came, 1 the last one while it was there, 2 to 4 the first three after it left. Reads only.
select
    stay.label as rut_ate, stay.rbd, stay.starts_on as desde, stay.ends_on as hasta,
    stay.contracts as contratos, stay.later_contracts as contratos_posteriores,
    stay.committed as comprometido, stay.paid as pagado, stay.paid_from_sep as pagado_con_sep,
    (told.place - 1)::smallint as momento, told.year as anio, told.score as puntaje,
    told.pupils as alumnos, told.missing as motivo
from (
{advised_schools}
) as stay
cross join unnest(stay.years, stay.scores, stay.pupils, stay.missing)
    with ordinality as told (year, score, pupils, missing, place)
order by stay.label, stay.rbd, told.place


-- name: export_categories
-- Performance categories of schools, one row for each school, level and year. Reads only.
select
    rbd, level as nivel, year as anio, category as categoria, school_name as nombre,
    dependency as dependencia, region_name as region, comuna_name as comuna,
    enrolment as matricula, known_from as posicion
from {category_year_at} as category_year
order by year, level, rbd


-- name: export_category_positions
-- Where in the log the categories of schools stand. Reads only.
select known_from as position
from {category_year_at} as category_year


-- name: export_panel
-- The panel that groups of schools are compared in: each score that stands, what the school was like in
-- that year, and whether anybody advised it at that test. Reads only.
select
    fact.rbd, fact.year as anio, fact.score as puntaje, fact.pupils as alumnos,
    fact.socioeconomic_group as grupo_socioeconomico, fact.dependency as dependencia, fact.rural,
    coalesce((
        select bool_or(fact.year between span.first_test and span.last_test)
        from unnest(fact.first_tests, fact.last_tests) as span (first_test, last_test)
    ), false) as asesorado,
    fact.position as posicion
from (
{comparable_schools}
) as fact
order by fact.rbd, fact.year


-- name: export_score_positions
-- Where in the log the results of a table of scores stand. Reads only.
select known_from as position
from {subject_result_at} as subject_result
where (%(grade)s::text is null or grade = %(grade)s)
    and (%(subject)s::text is null or subject = %(subject)s)


-- name: export_scores
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


-- name: export_series
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
