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
