-- How many schools have data of each dataset in a year, and why the others have none: the first reason
-- that applies. Schools are those of the register, each by its last entry up to the year. Reads only.
with school as (
    select distinct on (rbd) rbd, status, dependency, teaching_codes
    from school_year
    where year <= %(year)s
        and known_from <= %(known)s
        and known_to > %(known)s
    order by rbd, year desc
),
convened as (
    select rbd
    from pupil_year
    where year = %(year)s
        and has_convenio
        and known_from <= %(known)s
        and known_to > %(known)s
    union
    select state.rbd
    from (
{convenios}
    ) as state
    where state.from_date <= make_date(%(year)s, 12, 31)
        and least(state.expires_on, state.ended_on) >= make_date(%(year)s, 1, 1)
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
    select distinct 'simce' as dataset, rbd
    from test_result
    where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'categoria_desempeno', rbd
    from category_year
    where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'subvenciones', rbd
    from payment
    where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'alumnos_sep', rbd
    from pupil_year
    where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'asistencia', rbd
    from attendance
    where month between %(year)s || '-01' and %(year)s || '-12'
        and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'documentos', rbd
    from expenditure
    where year = %(year)s and subvencion = 'SEP' and rbd is not null
        and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'estado_resultado', rbd
    from account_line
    where year = %(year)s and subvencion = 'SEP' and rbd is not null
        and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'rendiciones', rbd
    from rendicion_step
    where year = %(year)s and subvencion = 'SEP' and rbd is not null
        and known_from <= %(known)s and known_to > %(known)s
    union all
    select distinct 'pme', rbd
    from pme_action
    where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
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
