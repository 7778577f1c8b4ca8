"""What changes in the regime, for whom, and what is known of each school equal the files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

BUDGETS = Figures(
    "what a change of category gives in the school year from which it rules",
    """query ($year: SchoolYear!, $category: PerformanceCategory!, $after: String) {
      reclassifications(filter: { year: $year, category: $category }, first: 100, after: $after)
      { nodes {
        rbd level year previousCategory category
        budget {
          schoolYear months previousClassification classification previousTotal total change
          asPublishedTotal
        }
      } }
    }""",
    """with equal as (
        select unnest(['ALTO', 'MEDIO', 'MEDIO_BAJO', 'MEDIO_BAJO_NUEVO']) as category,
            unnest(['autonomo', 'emergente', 'emergente', 'emergente']) as classification
    ),
    moved as (
        select
            *, lag(category) over (partition by rbd, level order by year) as previousCategory
        from category
    ),
    judged as (
        select moved.*, earlier.classification as before, later.classification as after
        from moved
        left join equal as earlier on earlier.category = previousCategory
        left join equal as later on later.category = moved.category
        where previousCategory <> moved.category and year = 2018 and moved.category = 'ALTO'
    ),
    totals as (
        select judged.rbd, level, count(*) filter (where assumed = after) as months,
            sum(due) filter (where assumed = before)::bigint as previousTotal,
            sum(due) filter (where assumed = after)::bigint as total,
            sum(due) filter (where assumed is null)::bigint as asPublishedTotal
        from judged join due on due.rbd = judged.rbd and month between '2019-03' and '2020-02'
        group by judged.rbd, level
    )
    select rbd, level, year, previousCategory, category,
        if(months > 0, 2019, null) as schoolYear, months,
        if(months > 0, upper(before), null) as previousClassification,
        if(months > 0, upper(after), null) as classification, previousTotal, total,
        total - previousTotal as change, asPublishedTotal
    from judged left join totals using (rbd, level)""",
    variables="select 2018 as year, 'ALTO' as category",
)

PUPILS = Figures(
    "pupils beside the year before",
    """query ($year: SchoolYear!, $after: String) {
      pupilChanges(filter: { year: $year }, first: 100, after: $after) { nodes {
        rbd year region prioritarios previousPrioritarios prioritariosChange preferentes
        previousPreferentes preferentesChange total previousTotal totalChange
      } }
    }""",
    """with counted as (
        select rbd, year,
            if(year = 2015, null, count(*) filter (where prioritario)) as prioritarios,
            if(year < 2016, null, count(*) filter (where preferente)) as preferentes,
            count(*) as total
        from pupil group by rbd, year
    ),
    years as (select unnest([2016, 2018, 2024]) as year),
    sides as (
        select years.year, rbd, counted.year = years.year as later, prioritarios, preferentes, total
        from years join counted on counted.year in (years.year, years.year - 1)
    ),
    paired as (
        select year, rbd,
            any_value(prioritarios) filter (where later) as prioritarios,
            any_value(prioritarios) filter (where not later) as previousPrioritarios,
            any_value(preferentes) filter (where later) as preferentes,
            any_value(preferentes) filter (where not later) as previousPreferentes,
            any_value(total) filter (where later) as total,
            any_value(total) filter (where not later) as previousTotal
        from sides group by year, rbd
    )
    select paired.*, region, prioritarios - previousPrioritarios as prioritariosChange,
        preferentes - previousPreferentes as preferentesChange, total - previousTotal as totalChange
    from paired left join places
        on places.rbd = paired.rbd and year >= fromYear and year < nextYear""",
    variables="select unnest([2016, 2018, 2024]) as year",
)

BANDS = Figures(
    "bands of concentration beside the year before",
    """query ($year: SchoolYear!, $after: String) {
      bandChanges(filter: { year: $year }, first: 100, after: $after) { nodes {
        rbd year share previousShare bandFrom previousBandFrom months previousMonths changed
      } }
    }""",
    """with enrolled as (
        select rbd::integer as rbd, left(mes, 4)::integer + 1 as year,
            count(distinct mes) as months, sum(prioritarios::bigint) as part,
            sum(total::bigint) as whole
        from asistencia_sep where right(mes, 2) between '03' and '12' group by 1, 2
    ),
    share as (
        select *, (tenths(1000 * part, whole) / 10)::decimal(9, 2) as share,
            case when 100 * part >= 60 * whole then 60 when 100 * part >= 45 * whole then 45
                when 100 * part >= 30 * whole then 30 when 100 * part >= 15 * whole then 15
                else 0 end as band
        from enrolled
    ),
    years as (select unnest([2016, 2018, 2022]) as year),
    sides as (
        select years.year, share.year = years.year as later, share.* exclude (year)
        from years join share on share.year in (years.year, years.year - 1)
    )
    select year, rbd,
        any_value(share) filter (where later) as share,
        any_value(share) filter (where not later) as previousShare,
        any_value(band) filter (where later) as bandFrom,
        any_value(band) filter (where not later) as previousBandFrom,
        any_value(months) filter (where later) as months,
        any_value(months) filter (where not later) as previousMonths,
        bandFrom <> previousBandFrom as changed
    from sides group by year, rbd""",
    variables="select unnest([2016, 2018, 2022]) as year",
)

WITHOUT_PLAN = Figures(
    "convenios of emergentes without plan",
    """query ($on: Date!, $after: String) {
      emergentesWithoutPlan(filter: { on: $on }, first: 100, after: $after) { nodes {
        rbd number sostenedorRut signedOn fromDate classification
        countdown(on: $on) { dueOn warnedOn fallsOn daysLeft verdict }
      } }
    }""",
    """with day as (select '2024-10-01'::date as asked),
    held as (
        select convenios.*, asked, convenios.rbd::integer as school, coalesce((
            select arg_max(classification, year) from classified
            where classified.rbd = convenios.rbd::integer and make_date(year, 3, 1) <= asked
        ), replace(clasificacion_sep, ' ', '_')) as classification
        from convenios, day
        where fecha_firma::date <= asked and asked between fecha_inicio::date and (
            select lastDay from convenio_end
            where convenio_end.rbd = convenios.rbd and convenio_end.numero = convenios.numero
        )
    )
    select school as rbd, numero::integer as number, rut_sostenedor as sostenedorRut,
        fecha_firma::date as signedOn, fecha_inicio::date as fromDate, classification,
        (fecha_firma::date + interval 12 month)::date as dueOn,
        null as warnedOn, null as fallsOn, null as daysLeft,
        if(asked <= dueOn, 'NO_EXIGIBLE_AUN', 'SIN_DATOS') as verdict
    from held
    where classification = 'EMERGENTE' and not exists (
        select 1 from pme_acciones
        where pme_acciones.rbd::integer = school
            and anio::integer >= year(held.fecha_inicio::date)
            and fecha_presentacion::date <= asked
    )""",
    variables="""select '2024-10-01' as "on" """,
    never_stated=("daysLeft",),
)

COVERAGE = Figures(
    "schools with data of each dataset, and why the others have none",
    "query ($year: SchoolYear!) { schoolCoverage(year: $year) { dataset state schools } }",
    """with years as (select unnest([2018, 2021, 2025]) as year),
    entry as (
        select years.year, rbd, arg_max(status, register.year) as status,
            arg_max(dependency, register.year) as dependency,
            arg_max(teachingCodes, register.year) as codes
        from years join register on register.year <= years.year group by years.year, rbd
    ),
    convened as (
        select year, rbd::integer as rbd from years, convenios
        where fecha_inicio::date <= make_date(year, 12, 31) and least(
            greatest(fecha_termino::date, prorroga_hasta::date),
            coalesce(fecha_cierre::date, 'infinity'::date)
        ) >= make_date(year, 1, 1)
        union select agno::integer, rbd::integer from alumnos where flag(convenio_sep)
    ),
    present as (
        select distinct 'simce' as dataset, year, rbd from result
        union select 'categoria_desempeno', year, rbd from category
        union select 'subvenciones', year, rbd from payment
        union select 'alumnos_sep', agno::integer, rbd::integer from alumnos
        union select 'asistencia', left(mes, 4)::integer, rbd::integer from asistencia_sep
        union select 'documentos', year, rbd from document where subvencion = 'SEP' and rbd > 0
        union select 'estado_resultado', year, rbd from line where subvencion = 'SEP' and rbd > 0
        union select 'rendiciones', anio::integer, rbd::integer
        from rendiciones where subvencion = 'SEP'
        union select 'pme', anio::integer, rbd::integer from pme_acciones
    ),
    dataset as (select distinct dataset from present),
    told as (
        select entry.year, dataset.dataset, case
            when present.rbd is not null then 'WITH_DATA'
            when (dataset.dataset, entry.year) not in (select (dataset, year) from present)
                then 'NO_FILE'
            when status <> 'FUNCIONANDO' then 'NOT_WORKING'
            when dependency = 'PARTICULAR_PAGADO'
                and dataset.dataset not in ('simce', 'categoria_desempeno') then 'NOT_SUBSIDISED'
            when convened.rbd is null and dataset.dataset not in (
                'simce', 'categoria_desempeno', 'subvenciones', 'alumnos_sep'
            ) then 'OUTSIDE_REGIME'
            when dataset.dataset in ('simce', 'categoria_desempeno') and len(codes) > 0
                and not list_has_any(codes, [110, 310, 410, 510, 610, 710, 810, 910])
                then 'NOT_TAUGHT'
            else 'ABSENT' end as state
        from entry cross join dataset
        left join present on present.dataset = dataset.dataset and present.rbd = entry.rbd
            and present.year = entry.year
        left join convened on convened.rbd = entry.rbd and convened.year = entry.year
    )
    select dataset, state, count(*) as schools from told group by year, dataset, state""",
    variables="select unnest([2018, 2021, 2025]) as year",
)

FIGURES = (BUDGETS, PUPILS, BANDS, WITHOUT_PLAN, COVERAGE)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
