"""Scores over the years, categories over time and what changes in the regime equal the files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

FIELDS = {
    "REGION": "region",
    "COMUNA": "comuna",
    "CATEGORY": "category",
    "DEPENDENCY": "dependency",
    "SOCIOECONOMIC_GROUP": "socioeconomicGroup",
    "RURAL": "rural",
}
SPLITS: tuple[tuple[str, ...], ...] = (
    (),
    *((one,) for one in FIELDS),
    ("DEPENDENCY", "RURAL", "CATEGORY"),
)
EACH_TEST = "select distinct grade, subject from score"
ONE_TEST = "select '4b' as grade, 'MATEMATICA' as subject"
"""Enough for the splits: what parts one test parts all."""
SERIES = "scoreSeries(grade: $grade, subject: $subject, fromYear: 2014, toYear: 2025"

SCORES = Figures(
    "scores of schools beside the measurement before",
    """query ($after: String) {
      scores(first: 500, after: $after) { nodes {
        rbd grade subject year schoolName region comuna dependency socioeconomicGroup rural pupils
        score publishedScore missing notTested mark markCode difference differenceSignificance
        groupDifference groupSignificance differenceMark differenceMarkCode insufficientShare
        elementaryShare adequateShare previousYear previousScore comparable change
      } }
    }""",
    """select
        score.* exclude (level, occurredOn), previousYear, earlier.score as previousScore,
        score.score is not null and earlier.score is not null and score.differenceMark is null
            as comparable,
        if(comparable, score.score - earlier.score, null) as change
    from score
    join measured using (grade, subject, year)
    left join score as earlier
        on earlier.rbd = score.rbd and earlier.grade = score.grade
        and earlier.subject = score.subject and earlier.year = previousYear""",
)

SCORES_OF_SCHOOLS = Figures(
    "scores of a school in one subject",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { scores(grade: "4b", subject: LECTURA) {
        rbd year score publishedScore pupils
      } } }
    }""",
    """select rbd, year, score, publishedScore, pupils from score
    where grade = '4b' and subject = 'LECTURA'""",
)


def of(by: tuple[str, ...]) -> tuple[str, str, str]:
    """The argument of a split, its fields, and its columns with a comma after each."""
    names = [FIELDS[one] for one in by]
    argument = f", by: [{', '.join(by)}]" if by else ""
    return argument, " ".join(names), "".join(f"{name}, " for name in names)


def points(by: tuple[str, ...]) -> Figures:
    argument, fields, columns = of(by)
    asked = ONE_TEST if by else EACH_TEST
    shares = ("insufficient", "elementary", "adequate")
    means = ", ".join(
        f"""if(schoolsWithStandards >= 5, tenths(
            sum((10 * {name}Share)::bigint * pupils) filter (where shared),
            10 * sum(pupils) filter (where shared)
        ), null) as {name}Share"""
        for name in shares
    )
    return Figures(
        f"series of scores by {' and '.join(by) or 'country'}".lower(),
        f"""query ($grade: String!, $subject: Subject!) {{ {SERIES}{argument}) {{
          leastSchools grade subject points {{
            {fields} year schools pupils mean schoolsWithStandards pupilsWithStandards
            insufficientShare elementaryShare adequateShare schoolsWithoutScore
          }}
        }} }}""",
        f"""select
            5 as leastSchools, grade, subject, {columns} year,
            count(*) filter (where missing is null) as schools,
            coalesce(sum(pupils) filter (where missing is null), 0)::bigint as pupils,
            if(
                schools >= 5,
                tenths(
                    sum(score * pupils) filter (where missing is null),
                    sum(pupils) filter (where missing is null)
                ), null
            ) as mean,
            count(*) filter (where shared) as schoolsWithStandards,
            coalesce(sum(pupils) filter (where shared), 0)::bigint as pupilsWithStandards,
            {means},
            count(*) filter (where missing is not null) as schoolsWithoutScore
        from (select *, missing is null and insufficientShare is not null as shared from series)
        where (grade, subject) in (select (grade, subject) from ({asked}))
        group by {columns} grade, subject, year""",
        variables=asked,
    )


UNSCORED = Figures(
    "schools without a score by reason",
    f"""query ($grade: String!, $subject: Subject!) {{ {SERIES}) {{
      points {{ year withoutScore {{ why notTested mark count: schools }} }}
    }} }}""",
    """select year, missing as why, notTested, mark, count(*) as count
    from series where missing is not null
    group by grade, subject, year, missing, notTested, mark""",
    variables=EACH_TEST,
)


def changes(by: tuple[str, ...]) -> Figures:
    argument, fields, columns = of(by)
    asked = ONE_TEST if by else EACH_TEST
    return Figures(
        f"changes of scores by {' and '.join(by) or 'country'}".lower(),
        f"""query ($grade: String!, $subject: Subject!) {{ {SERIES}{argument}) {{
          grade subject changes {{
            {fields} fromYear toYear schools fromPupils toPupils change schoolsOnlyEarlier
            schoolsOnlyLater schoolsEarlier schoolsLater differenceOfMeans
          }}
        }} }}""",
        f"""select
            grade, subject, {columns} fromYear, toYear,
            count(*) filter (where twice) as schools,
            coalesce(sum(otherPupils) filter (where twice), 0)::bigint as fromPupils,
            coalesce(sum(pupils) filter (where twice), 0)::bigint as toPupils,
            if(schools >= 5, tenths(
                sum(score * pupils) filter (where twice) * fromPupils
                    - sum(otherScore * otherPupils) filter (where twice) * toPupils,
                fromPupils::hugeint * toPupils
            ), null) as change,
            count(*) filter (where not later and otherScore is null) as schoolsOnlyEarlier,
            count(*) filter (where later and otherScore is null) as schoolsOnlyLater,
            count(*) filter (where not later) as schoolsEarlier,
            count(*) filter (where later) as schoolsLater,
            if(least(schoolsEarlier, schoolsLater) >= 5, tenths(
                sum(score * pupils) filter (where later) * sum(pupils) filter (where not later)
                    - sum(score * pupils) filter (where not later) * sum(pupils)
                        filter (where later),
                sum(pupils) filter (where later) * sum(pupils) filter (where not later)
            ), null) as differenceOfMeans
        from (select *, later and otherScore is not null as twice from pairs)
        where (grade, subject) in (select (grade, subject) from ({asked}))
        group by {columns} grade, subject, fromYear, toYear""",
        variables=asked,
    )


HISTORY = Figures(
    "how long each category has held",
    """query ($after: String) {
      categoryHistory(first: 200, after: $after) { nodes {
        rbd level year occurredOn category enrolment since orderings years insuficienteInARow
        schoolYear classification
      } }
    }""",
    """with counted as (
        select rbd, level, year,
            row_number() over same as orderings, min(year) over same as sinceYear,
            min(occurredOn) over same as since
        from runs window same as (partition by rbd, level, run order by year)
    )
    select
        category.* exclude (schoolName, dependency, regionName, comunaName), since, orderings,
        year - sinceYear + 1 as years,
        if(orderings is null, null, if(category = 'INSUFICIENTE', orderings, 0))
            as insuficienteInARow,
        year + 1 as schoolYear, classification
    from category
    left join counted using (rbd, level, year)
    left join classified
        on classified.rbd = category.rbd and classified.year = category.year + 1""",
)

HISTORY_OF_SCHOOLS = Figures(
    "categories of a school with how long each has held",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { categoryHistory(level: BASICA) {
        rbd year category enrolment
      } } }
    }""",
    "select rbd, year, category, enrolment from category where level = 'BASICA'",
)

TIMES = Figures(
    "time in each category",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd timeInCategories {
        level category orderings years longest fromYear toYear
      } } }
    }""",
    """with span as (
        select rbd, level, run, any_value(category) as category, count(*) as orderings,
            min(year) as fromYear, max(year) as toYear
        from runs group by rbd, level, run
    ),
    held as (
        select *, lead(fromYear, 1, toYear + 1) over (partition by rbd, level order by run)
            - fromYear as years
        from span
    )
    select rbd, level, category, sum(orderings)::bigint as orderings, sum(years)::bigint as years,
        max(years) as longest, min(fromYear) as fromYear, max(toYear) as toYear
    from held group by rbd, level, category""",
)

STANDINGS = Figures(
    "where schools stand on a day",
    """query ($on: Date!, $after: String) {
      categoryStandings(filter: { on: $on }, first: 100, after: $after) { nodes {
        rbd level category since orderings lastYear classification classificationYear
        recoveringYears region dependency
      } }
    }""",
    """with day as (select unnest(['2019-06-01'::date, '2024-06-01'::date]) as asked),
    known as (select * from day, runs where occurredOn <= asked),
    latest as (
        select asked, rbd, level, run, any_value(category) as category,
            min(occurredOn) as since, count(*) as orderings, max(year) as lastYear
        from known
        group by asked, rbd, level, run
        qualify row_number() over (partition by asked, rbd, level order by run desc) = 1
    ),
    published as (
        select asked, rbd, max(year) as classificationYear,
            arg_max(classification, year) as classification
        from day, classified where make_date(year, 3, 1) <= asked group by asked, rbd
    ),
    entry as (
        select asked, rbd, arg_max(region, year) as region, arg_max(dependency, year) as dependency
        from day, register where occurredOn <= asked group by asked, rbd
    )
    select rbd, level, category, since, orderings, lastYear, classification, classificationYear,
        0 as recoveringYears, region, dependency
    from latest left join published using (asked, rbd) left join entry using (asked, rbd)""",
    variables="""select unnest(['2019-06-01', '2024-06-01']) as "on" """,
)


def transitions(by: tuple[str, ...]) -> Figures:
    argument, fields, columns = of(by)
    only = "and (level, earlier.year, later.year) = ('BASICA', 2018, 2024)" if by else ""
    years = f"""from (select distinct level, year from category) as later
            join (select distinct level, year from category) as earlier using (level)
            where earlier.year < later.year {only}"""
    return Figures(
        f"transitions of categories by {' and '.join(by) or 'country'}".lower(),
        f"""query ($level: EducationLevel!, $from: SchoolYear!, $to: SchoolYear!) {{
          categoryTransitions(
            filter: {{ level: $level, fromYear: $from, toYear: $to }}{argument}
          ) {{ {fields} fromCategory toCategory schools share }}
        }}""",
        f"""with years as (
            select level, earlier.year as fromYear, later.year as toYear
            {years}
        ),
        asked as (
            select years.*, rbd, category.category, category.dependency, year
            from years join category
                on category.level = years.level and year in (fromYear, toYear)
        ),
        moved as (
            select level, fromYear, toYear, rbd,
                any_value(category) filter (where year = fromYear) as fromCategory,
                any_value(category) filter (where year = toYear) as toCategory,
                arg_max(dependency, year) as dependency
            from asked group by all
        ),
        counted as (
            select level, fact.fromYear, toYear,
                {columns.replace("dependency", "fact.dependency")}
                fromCategory, toCategory, count(*) as schools
            from moved as fact
            left join places on places.rbd = fact.rbd
                and toYear >= places.fromYear and toYear < places.nextYear
            group by all
        )
        select {columns} fromCategory, toCategory, schools,
            if(sum(schools) over origin >= 5, tenths(
                100 * schools, (sum(schools) over origin)::bigint
            ), null) as share
        from counted
        window origin as (partition by level, counted.fromYear, counted.toYear,
            {columns} fromCategory)""",
        variables=f"""select level, earlier.year as "from", later.year as "to" {years}""",
        # No category has five schools in one region of the sample.
        never_stated=("share",) if "REGION" in by else (),
    )


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
            sum(due - retained) filter (where assumed = before)::bigint as previousTotal,
            sum(due - retained) filter (where assumed = after)::bigint as total,
            sum(due - retained) filter (where assumed is null)::bigint as asPublishedTotal
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
        countdown(on: $on) { warnedOn fallsOn daysLeft }
      } }
    }""",
    """with day as (select '2024-10-01'::date as asked),
    held as (
        select convenios.*, asked, convenios.rbd::integer as school, coalesce((
            select arg_max(classification, year) from classified
            where classified.rbd = convenios.rbd::integer and make_date(year, 3, 1) <= asked
        ), replace(clasificacion_sep, ' ', '_')) as classification
        from convenios, day
        where fecha_firma::date <= asked and asked between fecha_inicio::date and least(
            greatest(fecha_termino::date, prorroga_hasta::date),
            coalesce(fecha_cierre::date, 'infinity'::date)
        )
    )
    select school as rbd, numero::integer as number, rut_sostenedor as sostenedorRut,
        fecha_firma::date as signedOn, fecha_inicio::date as fromDate, classification,
        (fecha_firma::date + interval 12 month)::date as warnedOn,
        (fecha_firma::date + interval 15 month)::date as fallsOn,
        greatest(0, date_diff('day', asked, fallsOn)) as daysLeft
    from held
    where classification = 'EMERGENTE' and not exists (
        select 1 from pme_acciones
        where pme_acciones.rbd::integer = school
            and anio::integer >= year(held.fecha_inicio::date)
            and fecha_presentacion::date <= asked
    )""",
    variables="""select '2024-10-01' as "on" """,
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

FIGURES = (
    *(SCORES, SCORES_OF_SCHOOLS, UNSCORED, HISTORY, HISTORY_OF_SCHOOLS, TIMES, STANDINGS),
    *map(points, SPLITS),
    *map(changes, SPLITS),
    *map(transitions, ((), ("REGION",), ("DEPENDENCY",), ("REGION", "DEPENDENCY"))),
    *(BUDGETS, PUPILS, BANDS, WITHOUT_PLAN, COVERAGE),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


def test_the_sample_holds_every_way_in_which_a_score_is_missing(
    files: duckdb.DuckDBPyConnection,
) -> None:
    """Else the counts by reason would prove nothing."""
    found = {why for (why,) in files.execute("select distinct missing from series").fetchall()}
    assert found >= {None, "NOT_TESTED", "TOO_FEW_PUPILS", "MARKED", "ABSENT"}
