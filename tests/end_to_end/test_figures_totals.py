"""Totals by every dimension equal sums, counts and means over the rows of the files."""

from itertools import combinations

import duckdb
import pytest

from sep_intake.layouts.registry import LAYOUTS
from tests.end_to_end.figures import Ask, Figures

FIELDS = {
    "REGION": "region",
    "COMUNA": "comuna",
    "DEPENDENCY": "dependency",
    "RURAL": "rural",
    "CATEGORY": "category",
    "YEAR": "year",
    "MONTH": "month",
    "STATUS": "status",
    "LEVEL": "level",
    "ACCOUNT": "account",
    "ACCOUNT_GROUP": "accountGroup",
    "SUBVENCION": "subvencion",
    "DOCUMENT_TYPE": "documentType",
    "GRADE": "grade",
    "SUBJECT": "subject",
    "SOCIOECONOMIC_GROUP": "socioeconomicGroup",
}
PLACES = ("REGION", "COMUNA", "DEPENDENCY", "RURAL", "CATEGORY", "YEAR")


def splits(*dimensions: str) -> list[tuple[str, ...]]:
    """Each dimension alone, and a few of them together."""
    return [
        *((one,) for one in dimensions),
        *list(combinations(dimensions, 2))[::4],
        tuple(dimensions[-3:]),
    ]


def selected(by: tuple[str, ...]) -> str:
    return " ".join(FIELDS[one] for one in by)


def columns(by: tuple[str, ...]) -> str:
    return ", ".join(FIELDS[one] for one in by)


STANDING = """left join standings
    on standings.rbd = fact.rbd and fact.year >= fromYear and fact.year < nextYear"""
PLACE = """left join places
    on places.rbd = fact.rbd and fact.year >= places.fromYear and fact.year < places.nextYear"""


def payments(by: tuple[str, ...]) -> Figures:
    return Figures(
        f"payments by {' and '.join(by)}".lower(),
        f"""{{ paymentTotals(by: [{", ".join(by)}]) {{
          {selected(by)} schools payments sepTotal sepPrioritarios sepPreferentes unsplit
        }} }}""",
        f"""select
            {columns(by)}, count(distinct rbd) as schools, count(*) as payments,
            sum(sepTotal)::bigint as sepTotal, sum(sepPrioritarios)::bigint as sepPrioritarios,
            sum(sepPreferentes)::bigint as sepPreferentes,
            count(*) filter (where sepPrioritarios is null) as unsplit
        from (select fact.*, category from payment as fact {STANDING})
        group by {columns(by)}""",
    )


def expenditures(by: tuple[str, ...]) -> Figures:
    return Figures(
        f"documents by {' and '.join(by)}".lower(),
        f"""{{ expenditureTotals(by: [{", ".join(by)}]) {{
          {selected(by)} schools documents declared unattributed
        }} }}""",
        f"""select
            {columns(by)}, count(distinct rbd) as schools, count(*) as documents,
            sum(declared)::bigint as declared, count(*) filter (where rbd is null) as unattributed
        from (
            select fact.*, region, comuna, dependency, rural, category
            from document as fact {PLACE} {
            STANDING.replace("fromYear", "standings.fromYear").replace(
                "nextYear", "standings.nextYear"
            )
        }
        )
        group by {columns(by)}""",
    )


ACCOUNT_NAMES = Figures(
    "names of the accounts that documents are split by",
    "{ expenditureTotals(by: [ACCOUNT, YEAR]) { account year accountName declared } }",
    """select account, year, max(accountName) as accountName, sum(declared)::bigint as declared
    from document group by account, year""",
)


def schools(by: tuple[str, ...]) -> Figures:
    return Figures(
        f"schools by {' and '.join(by)}".lower(),
        f"""query ($year: SchoolYear!) {{
          schoolCounts(by: [YEAR, {", ".join(by)}], filter: {{year: $year}}) {{
            year {selected(by)} schools sostenedores enrolment withoutEnrolment
          }}
        }}""",
        f"""select
            year, {columns(by)}, count(*) as schools, count(distinct sostenedorRut) as sostenedores,
            sum(enrolment)::bigint as enrolment,
            count(*) filter (where enrolment is null) as withoutEnrolment
        from (select fact.*, category from register as fact {STANDING})
        where year in (2014, 2017, 2023, 2025)
        group by year, {columns(by)}""",
        variables="select unnest([2014, 2017, 2023, 2025]) as year",
    )


def categories(by: tuple[str, ...]) -> Figures:
    return Figures(
        f"categories by {' and '.join(by)}".lower(),
        f"{{ categoryCounts(by: [{', '.join(by)}]) {{ {selected(by)} schools enrolment }} }}",
        f"""select {columns(by)}, count(distinct rbd) as schools,
            sum(enrolment)::bigint as enrolment
        from (
            select fact.*, region, comuna, rural from category as fact {PLACE}
        )
        group by {columns(by)}""",
    )


REAL_PAYMENTS = Figures(
    "payments in pesos of a month whose index is known",
    """query ($real: Month!) {
      paymentTotals(by: [MONTH, DEPENDENCY], realMonth: $real) {
        month dependency sepTotal sepReal unindexed
      }
    }""",
    """with price as (select mes as month, indice::decimal(9, 2) as level from ipc)
    select
        month, dependency, sum(sepTotal)::bigint as sepTotal,
        round(
            sum(sepTotal)::decimal(18, 0) * (select level from price where month = '2024-02')
            / any_value(level)
        )::bigint as sepReal,
        count(*) filter (where level is null) as unindexed
    from payment left join price using (month) group by month, dependency""",
    variables="select '2024-02' as real",
)

USE_CHANGES = Figures(
    "what another USE and another table would give",
    """query ($rbd: Rbd!, $month: Month!, $use: Decimal!) {
      useChange(
        rbd: $rbd, month: $month, by: [ARTICLE, COMUNA],
        values: {clpPerUse: $use, articles: [{article: ART16, times: "1.2"}]}
      ) { article comuna schools due dueThen change }
    }""",
    """with exact as (
        select
            rbd, article, pupils, sum(worth) as worth,
            sum(
                (worth // (clp * 10000)::bigint)
                * if(valued = month, 300000000, (clp * 10000)::bigint)
                * if(article = 'art16', 12, 10)
            ) as worth_then
        from entitled where month = '2019-08' and assumed is null group by all
    ),
    whole as (
        select
            rbd, article,
            sum(whole_pesos(worth, 3000000000000))::bigint as due,
            sum(whole_pesos(worth_then, 30000000000000))::bigint as due_then
        from exact group by rbd, article
    )
    select
        article, comuna, 1 as schools, due, due_then as dueThen, due_then - due as change
    from whole join places using (rbd)
    where 2019 >= fromYear and 2019 < nextYear""",
    variables="""select distinct rbd, '2019-08' as month, '30000' as use
    from entitled where month = '2019-08' and assumed is null""",
)

CATEGORIES_OF_A_YEAR = Figures(
    "categories of a year and level",
    """query ($year: SchoolYear!, $level: EducationLevel!) {
      categoryCounts(year: $year, level: $level, by: [YEAR, LEVEL, CATEGORY]) {
        year level category schools enrolment
      }
    }""",
    """select year, level, category, count(*) as schools, sum(enrolment)::bigint as enrolment
    from category group by year, level, category""",
    variables="select distinct year, level from category",
)


def means(by: tuple[str, ...]) -> Figures:
    return Figures(
        f"mean scores by {' and '.join(by)}".lower(),
        f"""{{ testResultMeans(by: [{", ".join(by)}]) {{
          {selected(by)} schools results scored marked missing pupils mean schoolMean
        }} }}""",
        f"""select
            {columns(by)}, count(distinct rbd) as schools, count(*) as results,
            count(*) filter (where stands) as scored,
            count(*) filter (where score is not null and mark is not null) as marked,
            count(*) filter (where score is null) as missing,
            coalesce(sum(pupils) filter (where stands), 0)::bigint as pupils,
            mean_of(
                sum(score * pupils) filter (where stands), sum(pupils) filter (where stands)
            ) as mean,
            mean_of(sum(score) filter (where stands), count(*) filter (where stands)) as schoolMean
        from (
            select fact.*, category, score is not null and mark is null as stands
            from result as fact {STANDING}
        )
        group by {columns(by)}""",
    )


FILTERED_MEANS = Figures(
    "mean scores of one subject, grade and dependency",
    """query ($subject: Subject!, $dependency: Dependency!) {
      testResultMeans(
        by: [YEAR, SUBJECT], subject: $subject, filter: {grade: "4b", dependency: $dependency}
      ) { year subject results scored mean schoolMean }
    }""",
    """select
        year, subject, count(*) as results, count(*) filter (where stands) as scored,
        mean_of(sum(score * pupils) filter (where stands), sum(pupils) filter (where stands))
            as mean,
        mean_of(sum(score) filter (where stands), count(*) filter (where stands)) as schoolMean
    from (select *, score is not null and mark is null as stands from result)
    where grade = '4b' and dependency = 'PARTICULAR_SUBVENCIONADO' group by year, subject""",
    variables="""select distinct subject, 'PARTICULAR_SUBVENCIONADO' as dependency from result
    where grade = '4b'""",
)

COVERAGE = Figures(
    "what there is of each dataset and year",
    "{ coverage { dataset year rows schools } }",
    """with facts as (
        select 'directorio' as dataset, year, rbd from register
        union all select 'simce', year, rbd from (select distinct year, grade, rbd from result)
        union all select 'categoria_desempeno', year, rbd from category
        union all select 'comunicaciones_agencia', left(fecha, 4)::integer, rbd::integer
        from comunicaciones_agencia
        union all select 'subvenciones', year, rbd from payment
        union all select 'documentos', year, rbd from document
        union all select 'estado_resultado', year, rbd from line
        union all select 'alumnos_sep', year, rbd from (select distinct year, rbd from pupil)
        union all select 'asistencia', left(mes, 4)::integer, rbd::integer from asistencia_sep
        union all select 'plan_de_cuentas', regexp_extract(file, '\\d{4}')::integer, null
        from plan_de_cuentas
        union all select 'use', left(from_month, 4)::integer, null from use
        union all select 'ipc', left(mes, 4)::integer, null from ipc
        union all select 'utm', left(mes, 4)::integer, null from utm
        union all select 'resoluciones', anio::integer, try_cast(rbd as integer) from resoluciones
        union all select 'procedimientos', anio::integer, try_cast(rbd as integer)
        from procedimientos
        union all select 'postulaciones_elevadas', anio::integer, rbd::integer
        from postulaciones_elevadas
        union all select 'mejoras', left(fecha, 4)::integer, rbd::integer from mejoras
        union all select 'convenios', left(fecha_firma, 4)::integer, rbd::integer from convenios
        union all select 'pme', anio::integer, rbd::integer from pme_acciones
        union all select 'pme_publicado', ano::integer, rbd::integer from pme_planificacion
        union all select 'pme_publicado', ano::integer, rbd::integer from pme_implementacion
        union all select 'ordenes_compra', left(fechaenvio, 4)::integer, null
        from (select distinct codigo, fechaenvio from ordenes)
        union all select 'ocds', year(date::timestamptz at time zone 'UTC'), null from ocds
        union all select 'ate_registro', left(fecha_certificacion, 4)::integer, null
        from ate_registro
        union all select 'evaluaciones_ate', left(fecha, 4)::integer, null from evaluaciones_ate
        union all select
            'concursos_ate',
            left(coalesce(fecha_aviso, fecha_adjudicacion, fecha_cierre), 4)::integer,
            rbd::integer
        from concursos_ate
        union all select 'contratos_ate', year(signedOn), rbd from contract
        union all select 'asociados_ate', left(fecha, 4)::integer, rbd::integer from asociados_ate
        union all select 'hitos_ate', left(fecha_comprometida, 4)::integer, null from hitos_ate
        union all select 'pagos_ate', left(fecha_pago, 4)::integer, null from pagos_ate
        union all select 'movimientos_bancarios', left(fecha, 4)::integer, null
        from movimientos_bancarios
        union all select 'planes_saldo', left(fecha_plan, 4)::integer, rbd::integer
        from planes_saldo
        union all select 'certificados_saldo', anio::integer, rbd::integer from certificados_saldo
        union all select 'partes_relacionadas', left(desde, 4)::integer, null
        from partes_relacionadas
        union all select 'inventario', anio::integer, rbd::integer from inventario
        union all select 'rendiciones', anio::integer, rbd::integer
        from rendiciones, unnest([
            fecha_presentacion, fecha_consejo_escolar, fecha_firma_director, fecha_cierre,
            monto_aceptado
        ]) as step (stated) where stated is not null
    )
    select dataset, year, count(*) as rows, count(distinct rbd) as schools
    from facts group by dataset, year""",
)

FIGURES = (
    *map(payments, splits(*PLACES, "MONTH")),
    REAL_PAYMENTS,
    USE_CHANGES,
    *map(expenditures, splits(*PLACES, "ACCOUNT", "ACCOUNT_GROUP", "SUBVENCION", "DOCUMENT_TYPE")),
    ACCOUNT_NAMES,
    *(schools((one,)) for one in ("REGION", "COMUNA", "DEPENDENCY", "RURAL", "CATEGORY", "STATUS")),
    schools(("REGION", "DEPENDENCY")),
    *map(
        categories, splits("CATEGORY", "LEVEL", "YEAR", "DEPENDENCY", "REGION", "COMUNA", "RURAL")
    ),
    CATEGORIES_OF_A_YEAR,
    *(means((*by[:2], "SUBJECT")) for by in splits(*PLACES, "GRADE", "SOCIOECONOMIC_GROUP")),
    FILTERED_MEANS,
    COVERAGE,
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


def test_no_dataset_that_can_be_imported_is_left_out(ask: Ask) -> None:
    """A new layout needs a file in the sample, and its place in what is covered."""
    covered = {row["dataset"] for row in ask("{ coverage { dataset } }")["coverage"]}
    assert covered == {layout.dataset for layout in LAYOUTS}
