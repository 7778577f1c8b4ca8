"""Schools, who holds them and since when, their pupils: GraphQL says what the files say."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

SPAN = """
with numbered as (
    select *, count(*) filter (where differs) over (partition by rbd order by year) as span
    from (
        select *, {of} is distinct from lag({of}) over (partition by rbd order by year) as differs
        from register
    )
),
spans as (
    select
        rbd, min(year) as fromYear, max(year) as toYear, min(occurredOn) as fromDate,
        any_value({of}) as {of}
    from numbered group by rbd, span
)
select
    *, (lead(fromDate) over (partition by rbd order by fromYear) - interval 1 day)::date as toDate
from spans
"""

REGISTER = Figures(
    "schools of a year",
    """query ($year: SchoolYear!, $after: String) {
      schools(filter: {year: $year}, first: 20, after: $after) { nodes {
        rbd year name checkDigit sostenedorRut legalPersonality region comuna comunaName dependency
        rural status enrolment
      } }
    }""",
    """select rbd, year, name, checkDigit, sostenedorRut, legalPersonality, region, comuna,
        comunaName, dependency, rural, status, enrolment from register""",
    variables="select distinct year from register",
)

ENTRIES = Figures(
    "entries of the register",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { entries {
        rbd year occurredOn checkDigit name sostenedorRut sostenedorMrun legalPersonality region
        comuna comunaName dependency rural latitude longitude status hasEnrolment enrolment
        enrolmentFee monthlyFee teachingCodes
      } } }
    }""",
    "select * from register",
)

IN_A_YEAR = Figures(
    "one school, as it was in a year",
    """query ($rbd: Rbd!, $year: SchoolYear!) {
      school(rbd: $rbd, effectiveOn: $year) { rbd year name dependency enrolment comuna }
    }""",
    """select rbd, year, name, dependency, enrolment, comuna from register
        where rbd % 5 = 3 and year in (2014, 2019, 2025)""",
    variables="select rbd, year from register where rbd % 5 = 3 and year in (2014, 2019, 2025)",
)

SOSTENEDOR_SPANS = Figures(
    "spans of sostenedores",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd sostenedorSpans {
        fromYear toYear fromDate toDate sostenedorRut sostenedorMrun
      } } }
    }""",
    f"""with spans as ({
        SPAN.format(of="holder").replace(
            "from register",
            "from (select *, coalesce(sostenedorRut, sostenedorMrun) as holder from register)",
        )
    })
    select
        rbd, fromYear, toYear, fromDate, toDate,
        if(contains(holder, '-'), holder, null) as sostenedorRut,
        if(contains(holder, '-'), null, holder) as sostenedorMrun
    from spans""",
)

DEPENDENCY_SPANS = Figures(
    "spans of dependency",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd dependencySpans {
        fromYear toYear fromDate toDate dependency
      } } }
    }""",
    SPAN.format(of="dependency"),
)

STATUS_SPANS = Figures(
    "spans of the state of schools",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd statusSpans {
        fromYear toYear fromDate toDate status
      } } }
    }""",
    SPAN.format(of="status"),
)

TRANSITIONS = Figures(
    "changes between editions of the register",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd transitions {
        kind previousYear year occurredOn fields previousStatus previousSostenedor sostenedorRut
      } } }
    }""",
    """with pairs as (
        select
            later.*, earlier.year as previousYear, earlier.status as wasStatus,
            list_filter([
                if(later.name <> earlier.name, 'name', null),
                if(later.region <> earlier.region, 'region', null),
                if(later.comuna <> earlier.comuna, 'comuna', null),
                if(later.dependency <> earlier.dependency, 'dependency', null),
                if(later.rural <> earlier.rural, 'rural', null)
            ], lambda one: one is not null) as differing
        from register as later
        join register as earlier on earlier.rbd = later.rbd and earlier.year = later.year - 1
    ),
    named as (
        select *, lag(year) over of_school as previousYear,
            lag(coalesce(sostenedorRut, sostenedorMrun)) over of_school as previousHolder,
            lag(sostenedorRut) over of_school as previousRut
        from register
        where coalesce(sostenedorRut, sostenedorMrun) is not null
        window of_school as (partition by rbd order by year)
    )
    select
        rbd, 'changed' as kind, previousYear, year, occurredOn, differing as fields,
        null as previousStatus, null as previousSostenedor, null as sostenedorRut
    from pairs where len(differing) > 0
    union all
    select rbd, 'closed', previousYear, year, occurredOn, null, wasStatus, null, null
    from pairs where status = 'CERRADO' and wasStatus <> 'CERRADO'
    union all
    select
        rbd, 'sostenedor_changed', previousYear, year, occurredOn, null, null, previousRut,
        sostenedorRut
    from named where coalesce(sostenedorRut, sostenedorMrun) <> previousHolder""",
)

SOSTENEDORES = Figures(
    "sostenedores and their names",
    """query ($after: String) {
      sostenedores(first: 4, after: $after) { nodes { rut name } }
    }""",
    """with named as (
        select sostenedorRut as rut, sostenedorName as name, year + 1 as rank from payment
        union all select sostenedorRut, sostenedorName, year - 10000 from document
        union all select sostenedorRut, null, null from register
    )
    select rut, arg_max(name, rank) as name from named where rut is not null group by rut""",
)

HELD = Figures(
    "schools held in a year",
    """query ($year: SchoolYear!, $after: String) {
      sostenedores(first: 100, after: $after) { nodes { rut schools(year: $year, first: 100) {
        nodes { rbd year }
      } } }
    }""",
    "select sostenedorRut as rut, rbd, year from register where sostenedorRut is not null",
    variables="select distinct year from register",
)

PUPILS = Figures(
    "pupils by grade, from the rows of students",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { pupilCounts {
        rbd year hasConvenio joinedSepIn classification gratuitous shiftUnknown
        grades { grade total prioritarios preferentes beneficiarios }
      } } }
    }""",
    """select
        rbd, year, hasConvenio, joinedSepIn, classification, gratuitous, shiftUnknown, grade,
        count(*) as total,
        if(year = 2015, null, count(*) filter (where prioritario)) as prioritarios,
        if(year < 2016, null, count(*) filter (where preferente)) as preferentes,
        count(*) filter (where beneficiario) as beneficiarios
    from pupil
    group by rbd, year, hasConvenio, joinedSepIn, classification, gratuitous, shiftUnknown,
        grade""",
    never_stated=("shiftUnknown",),
)

ATTENDANCE = Figures(
    "attendance by month and level band",
    """query ($year: SchoolYear!, $after: String) {
      schools(first: 100, after: $after) { nodes { rbd attendance(year: $year) {
        month band prioritarios prioritariosAttendance preferentes preferentesAttendance
        total totalAttendance
      } } }
    }""",
    """select
        rbd::integer as rbd, mes as month,
        case tramo when 'NT1-4B' then 'NT1_4B' when '5B-6B' then 'B5_6' when '7B-8B' then 'B7_8'
            when '1M-4M' then 'M1_4' end as band,
        prioritarios::integer as prioritarios,
        asistencia_prioritarios::decimal(9, 2) as prioritariosAttendance,
        preferentes::integer as preferentes,
        asistencia_preferentes::decimal(9, 2) as preferentesAttendance,
        total::integer as total, asistencia_total::decimal(9, 2) as totalAttendance
    from asistencia_sep""",
    variables="select distinct left(mes, 4)::integer as year from asistencia_sep",
)

INVENTORY = Figures(
    "inventory checks",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { inventoryChecks {
        rbd year checkedOn itemsRegistered itemsNotFound valueRegistered valueNotFound
        itemsNotFoundShare
      } } }
    }""",
    """select
        rbd::integer as rbd, anio::integer as year, fecha_control::date as checkedOn,
        items_registrados::integer as itemsRegistered, items_no_ubicados::integer as itemsNotFound,
        valor_registrado::bigint as valueRegistered, valor_no_ubicado::bigint as valueNotFound,
        mean_of(
            100 * items_no_ubicados::bigint, nullif(items_registrados::bigint, 0)
        ) as itemsNotFoundShare
    from inventario""",
)

FIGURES = (
    *(REGISTER, ENTRIES, IN_A_YEAR, SOSTENEDOR_SPANS, DEPENDENCY_SPANS, STATUS_SPANS, TRANSITIONS),
    *(SOSTENEDORES, HELD, PUPILS, ATTENDANCE, INVENTORY),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
