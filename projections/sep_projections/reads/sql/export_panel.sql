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
