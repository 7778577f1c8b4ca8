-- name: convened_schools
-- Schools in the SEP in some day of a year, once for each file or decision that says so. Reads only.
select rbd, known_from as position
from {pupil_year_at} as pupil_year
where year = %(year)s
    and has_convenio
union all
select state.rbd, state.position
from (
{convenios}
) as state
where state.from_date <= make_date(%(year)s, 12, 31)
    and state.last_day >= make_date(%(year)s, 1, 1)


-- name: covered_facts
-- The facts of a year that a school has data by, of each dataset. Reads only.
select 'simce' as dataset, rbd, known_from as position
from {test_result_at} as test_result
where year = %(year)s
union all
select 'categoria_desempeno', rbd, known_from
from {category_year_at} as category_year
where year = %(year)s
union all
select 'subvenciones', rbd, known_from
from {payment_at} as payment
where year = %(year)s
union all
select 'alumnos_sep', rbd, known_from
from {pupil_year_at} as pupil_year
where year = %(year)s
union all
select 'asistencia', rbd, known_from
from {attendance_at} as attendance
where month between %(year)s || '-01' and %(year)s || '-12'
union all
select 'documentos', rbd, known_from
from {expenditure_at} as expenditure
where year = %(year)s and subvencion = 'SEP' and rbd is not null
union all
select 'estado_resultado', rbd, known_from
from {account_line_at} as account_line
where year = %(year)s and subvencion = 'SEP' and rbd is not null
union all
select 'rendiciones', rbd, known_from
from {rendicion_step_at} as rendicion_step
where year = %(year)s and subvencion = 'SEP' and rbd is not null
union all
select 'pme', rbd, known_from
from {pme_action_at} as pme_action
where year = %(year)s


-- name: registered_schools
-- Schools of the register, each by its last entry up to a year. Reads only.
select distinct on (rbd) rbd, status, dependency, teaching_codes, known_from as position
from {school_year_at} as school_year
where year <= %(year)s
order by rbd, year desc


-- name: school_coverage
-- How many schools have data of each dataset in a year, and why the others have none: the first reason
-- that applies. Schools are those of the register, each by its last entry up to the year. Reads only.
with school as materialized (
{registered_schools}
),
convened as (
    select distinct rbd
    from (
{convened_schools}
    ) as said
),
dataset (name, of_regime, of_test) as (
    values
        ('simce', false, true),
        ('categoria_desempeno', false, true),
        ('subvenciones', false, false),
        ('alumnos_sep', false, false),
        ('asistencia', true, false),
        ('documentos', true, false),
        ('estado_resultado', true, false),
        ('rendiciones', true, false),
        ('pme', true, false)
),
present as materialized (
    select distinct dataset, rbd
    from (
{covered_facts}
    ) as fact
),
told as (
    select
        dataset.name as dataset,
        case
            when present.rbd is not null and school.rbd is null then 'unregistered'
            when present.rbd is not null then 'with_data'
            when dataset.name not in (select dataset from present) then 'no_file'
            when school.status <> 'funcionando' then 'not_working'
            when school.dependency = 'particular_pagado' and not dataset.of_test
                then 'not_subsidised'
            when dataset.of_regime and convened.rbd is null then 'outside_regime'
            when dataset.of_test and cardinality(school.teaching_codes) > 0
                and not school.teaching_codes && %(tested_codes)s::integer[] then 'not_taught'
            else 'absent'
        end as state
    from dataset
    cross join (select rbd from school union select rbd from present) as every
    left join school on school.rbd = every.rbd
    left join present
        on present.rbd = every.rbd
        and present.dataset = dataset.name
    left join convened on convened.rbd = every.rbd
    where school.rbd is not null
        or present.rbd is not null
)
select dataset, state, count(*)::integer as schools
from told
group by dataset, state
