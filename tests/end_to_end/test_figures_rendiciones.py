"""What is declared, certified and short of each rendición equals the files, to the peso."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

NOT_DECIDED = (
    *("payroll", "stageOpening", "stageIncome", "stageSpending", "balance", "accredited"),
    *("allocationsAccepted", "allocationsRejected", "allocationsPending"),
    *("acceptedDifference", "rejectedDifference"),
)
"""Only decisions say these, and the sample is made of files."""

STAGES = Figures(
    "stages, lateness and outcomes of rendiciones",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion closingDaysLate payroll stageOpening: opening
        stageIncome: income stageSpending: spending balance accredited allocationsAccepted
        allocationsRejected allocationsPending acceptedDifference rejectedDifference rectifications
      } }
    }""",
    f"""select
        rbd::integer as rbd, rut_sostenedor as sostenedorRut, anio::integer as year, subvencion,
        greatest(fecha_cierre::date - make_date(anio::integer + 1, 3, 31), 0) as closingDaysLate,
        {", ".join(f"null as {name}" for name in NOT_DECIDED)}, 0 as rectifications
    from rendiciones""",
    never_stated=NOT_DECIDED,
)

STEPS_OF_DECISIONS = (
    *("payroll", "opening", "income", "spending", "balance", "certified", "before", "pending"),
)

STEPS = Figures(
    "amounts in steps of rendiciones that only decisions state",
    f"""query ($after: String) {{
      rendiciones(first: 100, after: $after) {{ nodes {{ steps {{
        rbd year step {" ".join(STEPS_OF_DECISIONS)}
      }} }} }}
    }}""",
    f"""with steps as (
        select rbd, anio, unnest([
            case when fecha_consejo_escolar is not null then 'consejo_informed' end,
            case when fecha_firma_director is not null then 'signed' end,
            case when fecha_presentacion is not null then 'presented' end,
            case when fecha_cierre is not null then 'closed' end,
            'reviewed'
        ]) as step
        from rendiciones
    )
    select
        rbd::integer as rbd, anio::integer as year, step,
        {", ".join(f"null as {name}" for name in STEPS_OF_DECISIONS)}
    from steps where step is not null""",
    never_stated=STEPS_OF_DECISIONS,
)

_LINES = """
    select
        rbd, year, subvencion,
        count(*) as accountLines, count(*) filter (where rendered) as renderedLines,
        coalesce(sum(amount) filter (where account = '500001'), 0) as opening,
        coalesce(sum(amount) filter (where kind = 'INGRESO' and account <> '500001'), 0) as income,
        coalesce(sum(amount) filter (where kind = 'GASTO'), 0) as spending
    from line
    group by rbd, year, subvencion
"""

_DOCUMENTS = """
    select
        sostenedorRut, rbd, year, subvencion,
        sum(declared) as declared, count(*) as documents,
        count(*) filter (where documentType = 'PLANILLA') as payrollDocuments,
        count(*) filter (where bare) as documentsWithoutBacking,
        coalesce(sum(declared) filter (where bare), 0) as declaredWithoutBacking
    from (
        select
            *,
            documentNumber is null or (issuer is null and documentType <> 'PLANILLA') as bare
        from document
    )
    group by sostenedorRut, rbd, year, subvencion
"""

AMOUNTS = Figures(
    "what is declared, certified and short of each rendición",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion certified shortfall
        amounts {
          declared documents payrollDocuments documentsWithoutBacking declaredWithoutBacking
          accountLines renderedLines opening income spending retained
        }
      } }
    }""",
    f"""with certified as (
        select
            rut_sostenedor as rut, rbd::integer as rbd, anio::integer as year, subvencion,
            sum(saldo_certificado::bigint)::bigint as certified
        from certificados_saldo
        group by all
    ),
    told as (
        select
            given.rbd::integer as rbd, given.rut_sostenedor as sostenedorRut,
            given.anio::integer as year, given.subvencion, certified.certified,
            -- A count of nothing is zero; an amount of nothing is unknown.
            documents.declared, documents.declaredWithoutBacking,
            lines.opening, lines.income, lines.spending,
            coalesce(columns(documents.* exclude (
                rbd, sostenedorRut, year, subvencion, declared, declaredWithoutBacking
            )), 0),
            coalesce(accountLines, 0) as accountLines, coalesce(renderedLines, 0) as renderedLines,
            (
                select coalesce(sum(amount), 0) from adjustment
                where adjustment.rbd = given.rbd::integer and lower(kind) = 'retained'
                    and month between (given.anio::integer + 1) || '-04'
                        and (given.anio::integer + 1) || '-12'
            ) as retained,
            case when renderedLines > 0 then opening + income - spending end as saldo
        from rendiciones as given
        left join ({_DOCUMENTS}) as documents
            on documents.sostenedorRut = given.rut_sostenedor
            and documents.rbd = given.rbd::integer and documents.year = given.anio::integer
            and documents.subvencion = given.subvencion
        left join ({_LINES}) as lines
            on lines.rbd = given.rbd::integer and lines.year = given.anio::integer
            and lines.subvencion = given.subvencion
        left join certified
            on certified.rut = given.rut_sostenedor
            and certified.rbd = given.rbd::integer and certified.year = given.anio::integer
            and certified.subvencion = given.subvencion
    )
    select
        * exclude (saldo),
        case
            when saldo > 0 and saldo - certified > greatest((saldo + 50) // 100, 50000)
                then (saldo - certified)::bigint
        end as shortfall
    from told""",
)

AS_FILED = Figures(
    "what the log says now of each rendición that was handed in",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion asFiled { filedOn declaredNow incomeNow spendingNow }
      } }
    }""",
    f"""select
        given.rbd::integer as rbd, given.rut_sostenedor as sostenedorRut,
        given.anio::integer as year, given.subvencion, fecha_presentacion::date as filedOn,
        coalesce(declared, 0)::bigint as declaredNow, coalesce(income, 0)::bigint as incomeNow,
        coalesce(spending, 0)::bigint as spendingNow
    from rendiciones as given
    left join ({_DOCUMENTS}) as documents
        on documents.sostenedorRut = given.rut_sostenedor
        and documents.rbd = given.rbd::integer and documents.year = given.anio::integer
        and documents.subvencion = given.subvencion
    left join ({_LINES}) as lines
        on lines.rbd = given.rbd::integer and lines.year = given.anio::integer
        and lines.subvencion = given.subvencion""",
)

FIGURES = (STAGES, STEPS, AMOUNTS, AS_FILED)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
