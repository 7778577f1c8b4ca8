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
