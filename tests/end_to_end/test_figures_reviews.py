"""What is accepted, rejected and pending, and what sources say of totals, equals the files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

_OF_DOCUMENTS = """
    select
        sostenedorRut, rbd, year, subvencion, sum(declared)::bigint as documents,
        (sum(declared) filter (where documentType = 'PLANILLA'))::bigint as payroll
    from document
    group by all
"""
_OF_LINES = """
    select
        rbd, year, subvencion,
        coalesce(sum(amount) filter (where account = '500001'), 0)::bigint as opening,
        coalesce(sum(amount) filter (where kind = 'INGRESO' and account <> '500001'), 0)::bigint
            as income,
        coalesce(sum(amount) filter (where kind = 'GASTO'), 0)::bigint as spending
    from line
    group by all
"""
_TOLD = f"""
    select
        given.rbd::integer as rbd, given.rut_sostenedor as sostenedorRut,
        given.anio::integer as year, given.subvencion,
        given.monto_aceptado::bigint as accepted, given.monto_rechazado::bigint as rejected,
        documents.documents, documents.payroll, lines.opening, lines.income, lines.spending,
        (
            select case when count(distinct month) = 12 then sum(sepTotal) end::bigint
            from payment
            where payment.rbd = given.rbd::integer and payment.year = given.anio::integer
        ) as paid,
        (
            select sum(saldo_certificado::bigint)::bigint
            from certificados_saldo as certificate
            where certificate.rut_sostenedor = given.rut_sostenedor
                and certificate.rbd = given.rbd and certificate.anio = given.anio
                and certificate.subvencion = given.subvencion
        ) as certified
    from rendiciones as given
    left join ({_OF_DOCUMENTS}) as documents
        on documents.sostenedorRut = given.rut_sostenedor
        and documents.rbd = given.rbd::integer and documents.year = given.anio::integer
        and documents.subvencion = given.subvencion
    left join ({_OF_LINES}) as lines
        on lines.rbd = given.rbd::integer and lines.year = given.anio::integer
        and lines.subvencion = given.subvencion
"""

REVIEWS = Figures(
    "what is accepted, rejected and pending of each rendición",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion pending
        review {
          declared byCorrections accepted rejected left: pending statedAccepted statedRejected
          restated beyondDeclared undecided: allocationsPending
        }
      } }
    }""",
    f"""with told as (
        select *, coalesce(documents, spending) as declared from ({_TOLD})
    ),
    bounded as (
        select *, least(coalesce(rejected, 0), greatest(declared, 0)) as no from told
    ),
    judged as (
        select *, least(coalesce(accepted, 0), greatest(declared, 0) - no) as yes from bounded
    )
    select
        rbd, sostenedorRut, year, subvencion, declared - yes - no as pending, declared,
        0 as byCorrections, yes as accepted, no as rejected, declared - yes - no as "left",
        accepted as statedAccepted, rejected as statedRejected,
        case when accepted is not null then 0 end as restated,
        coalesce(accepted, 0) + coalesce(rejected, 0) - yes - no as beyondDeclared,
        0 as undecided
    from judged""",
)

PREFILLED = Figures(
    "what each stage of a rendición would declare",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion
        prefilled {
          balance payroll { payroll: amount } opening { opening: amount }
          income { income: amount } spending { spending: amount } certified { certified: amount }
        }
      } }
    }""",
    f"""select
        rbd, sostenedorRut, year, subvencion, opening + coalesce(income, paid)
            - coalesce(spending, case when payroll is not null then documents end) as balance,
        payroll, opening, coalesce(income, paid) as income,
        coalesce(spending, case when payroll is not null then documents end) as spending, certified
    from ({_TOLD})""",
)

SOURCES = Figures(
    "what every source says of the income of a rendición",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion prefilled { income { sources { source amount } } }
      } }
    }""",
    f"""select rbd, sostenedorRut, year, subvencion, 'ESTADO_RESULTADO' as source, income as amount
    from ({_TOLD}) where income is not null
    union all
    select rbd, sostenedorRut, year, subvencion, 'SUBVENCIONES', paid
    from ({_TOLD}) where paid is not null""",
)

AGREEMENTS = Figures(
    "declared = documents = books = bank of each rendición",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion
        agreements(on: "2035-01-01") { figure source declared known difference }
      } }
    }""",
    f"""with told as ({_TOLD}),
    compared as (
        select
            *, 'PAYROLL' as figure, 'DOCUMENTOS' as source, null::bigint as declared,
            payroll as known
        from told
        union all
        select *, 'OPENING', 'RENDICION_ANTERIOR', opening, null from told
        union all
        select *, 'INCOME', 'SUBVENCIONES', income, paid from told
        union all
        select
            *, 'SPENDING', 'DOCUMENTOS', spending,
            case when payroll is not null then documents end
        from told
        union all
        select
            *, 'CERTIFIED', 'CERTIFICADOS_SALDO',
            opening + coalesce(income, paid)
                - coalesce(spending, case when payroll is not null then documents end),
            certified
        from told
    )
    select
        rbd, sostenedorRut, year, subvencion, figure, source, declared, known,
        declared - known as difference
    from compared""",
)

FIGURES = (REVIEWS, PREFILLED, SOURCES, AGREEMENTS)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
