"""Payments, declared documents, account lines and fund statements equal the files, to the peso."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

STATEMENT = """
    year subvencion opening income spending closing accountLines linesNotRendered documents
    documentCount paid monthsPaid incomeLessPaid spendingLessDocuments
"""
OF_SEP_ALONE = ("paid", "incomeLessPaid")
"""What no statement of another fund states."""
ACCOUNT = """
    year subvencion kind account accountName amount accountLines documents documentCount
    amountLessDocuments
"""


def statements(holder: str, subvencion: str) -> str:
    """SQL of the fund statements by school (`rbd`) or by sostenedor (`sostenedorRut`)."""
    return f"""
    with totals as (
        -- What a source does not speak of is no zero.
        select
            {holder}, year,
            if(sum(lines) > 0, coalesce(sum(amount) filter (
                where account = '500001'), 0), null)::bigint as opening,
            if(sum(lines) > 0, coalesce(sum(amount) filter (
                where kind = 'INGRESO' and account <> '500001'), 0), null)::bigint as income,
            if(sum(lines) > 0, coalesce(sum(amount) filter (
                where kind = 'GASTO' and account <> '500001'), 0), null)::bigint as spending,
            sum(lines)::bigint as accountLines, sum(pending)::bigint as linesNotRendered,
            if(sum(documents) > 0, sum(declared), null)::bigint as documents,
            sum(documents)::bigint as documentCount,
            if(sum(months) > 0, sum(paid), null)::bigint as paid, sum(months)::bigint as monthsPaid
        from moves
        where subvencion = '{subvencion}' and {holder} is not null
        group by {holder}, year
    )
    select *, '{subvencion}' as subvencion, opening + income - spending as closing,
        income - paid as incomeLessPaid, spending - documents as spendingLessDocuments
    from totals"""


def accounts(holder: str, subvencion: str, kinds: str = "'INGRESO', 'GASTO'") -> str:
    """SQL of the accounts behind the statements."""
    return f"""
    select
        {holder}, year, subvencion, kind, account, max(accountName) as accountName,
        if(sum(lines) > 0, sum(amount), null)::bigint as amount,
        sum(lines)::bigint as accountLines,
        if(sum(documents) > 0, sum(declared), null)::bigint as documents,
        sum(documents)::bigint as documentCount,
        if(sum(lines) > 0 and sum(documents) > 0,
            sum(amount) - sum(declared), null)::bigint as amountLessDocuments
    from moves
    where subvencion = '{subvencion}' and kind in ({kinds}) and {holder} is not null
    group by {holder}, year, subvencion, kind, account"""


PAYMENTS = Figures(
    "payments by school and month",
    """query ($after: String) {
      payments(first: 500, after: $after) { nodes {
        rbd month year sostenedorRut sostenedorName schoolName region comuna dependency rural
        enrolment sepTotal sepPrioritarios sepPreferentes
      } }
    }""",
    "select * from payment",
)

COMPONENTS = Figures(
    "components of payments",
    """query ($after: String) {
      payments(first: 500, after: $after) { nodes { rbd month components { component amount } } }
    }""",
    "select rbd, month, component, amount from component",
)

ADJUSTMENTS = Figures(
    "what was settled again, retained or discounted",
    """query ($after: String) {
      payments(first: 500, after: $after) { nodes { adjustments {
        rbd month kind reason amount
      } } }
    }""",
    "select * from adjustment",
)

OF_SCHOOLS = Figures(
    "payments of a school in a year",
    """query ($year: SchoolYear!, $after: String) {
      schools(first: 100, after: $after) { nodes { payments(year: $year) {
        rbd month sepTotal
      } } }
    }""",
    "select rbd, month, sepTotal from payment where year in (2014, 2025)",
    variables="select unnest([2014, 2025]) as year",
)

OF_SOSTENEDORES = Figures(
    "payments of a sostenedor in a year",
    """query ($year: SchoolYear!, $after: String) {
      sostenedores(first: 50, after: $after) { nodes { rut payments(year: $year, first: 500) {
        nodes { rbd month sepTotal }
      } } }
    }""",
    "select sostenedorRut as rut, rbd, month, sepTotal from payment",
    variables="select distinct year from payment",
)

DOCUMENTS = Figures(
    "declared documents, twins counted",
    """query ($after: String) {
      expenditures(first: 500, after: $after) { nodes {
        year sostenedorRut sostenedorName rbd subvencion account accountName book documentType
        documentNumber documentName documentDetail issuer issuedOn paidOn documentTotal declared
      } }
    }""",
    "select * exclude (sostenedorId, accountGroup) from document",
)

LINES = Figures(
    "lines of the Estado de resultados, twins counted",
    """query ($after: String) {
      accountLines(first: 500, after: $after) { nodes {
        year sostenedorId rbd dependency subvencion kind account accountName rendered amount
      } }
    }""",
    "select * from line",
)

LINES_OF_SOSTENEDORES = Figures(
    "lines of one sostenedor, told by its documents",
    """query ($rut: Rut!, $after: String) {
      accountLines(filter: {sostenedor: $rut}, first: 500, after: $after) { nodes {
        year sostenedorId rbd account subvencion amount
      } }
    }""",
    "select year, sostenedorId, rbd, account, subvencion, amount from line",
    variables="select distinct sostenedorRut as rut from numbered",
)

BEHIND = Figures(
    "documents behind each account of a statement",
    """query ($year: SchoolYear!, $after: String) {
      schools(first: 100, after: $after) { nodes { fundStatement(year: $year) { accounts {
        rbd account expenditures(first: 100) { nodes { documentNumber declared } }
      } } } }
    }""",
    """select rbd, account, documentNumber, declared from document
        where year = 2019 and subvencion = 'SEP' and rbd is not null""",
    variables="select 2019 as year",
)

LINES_BEHIND = Figures(
    "lines behind each account of a sostenedor's statement",
    """query ($year: SchoolYear!, $after: String) {
      sostenedores(first: 100, after: $after) { nodes { fundStatement(year: $year) { accounts {
        sostenedorRut account lines(first: 100) { nodes { rbd amount } }
      } } } }
    }""",
    """select sostenedorRut, account, rbd, amount from line join numbered using (year, sostenedorId)
        where year = 2019 and subvencion = 'SEP'""",
    variables="select 2019 as year",
)

PAID_BEHIND = Figures(
    "payments and documents behind a sostenedor's statement",
    """query ($rut: Rut!, $year: SchoolYear!) {
      fundStatement(sostenedor: $rut, year: $year) {
        sostenedorRut year payments(first: 500) { nodes { rbd month sepTotal } }
      }
    }""",
    "select sostenedorRut, year, rbd, month, sepTotal from payment where year = 2023",
    variables="select distinct sostenedorRut as rut, year from payment where year = 2023",
)

DOCUMENTS_OF_STATEMENTS = Figures(
    "documents of a school's statement",
    """query ($rbd: Rbd!, $year: SchoolYear!) {
      fundStatement(rbd: $rbd, year: $year, subvencion: "GENERAL") {
        rbd expenditures(first: 500) { nodes { documentNumber declared } }
      }
    }""",
    """select rbd, documentNumber, declared from document
        where year = 2023 and subvencion = 'GENERAL' and rbd % 4 = 1""",
    variables="""select distinct rbd, year from document
        where year = 2023 and subvencion = 'GENERAL' and rbd % 4 = 1""",
)

DOCUMENTS_OF_SCHOOLS = Figures(
    "documents of a school and of a sostenedor, by account group",
    """query ($rut: Rut!) {
      sostenedor(rut: $rut) { rut expenditures(first: 500, filter: {account: "4105"}) {
        nodes { rbd year account documentNumber declared }
      } }
    }""",
    """select sostenedorRut as rut, rbd, year, account, documentNumber, declared from document
        where account like '4105%'""",
    variables="select distinct sostenedorRut as rut from document where account like '4105%'",
)

DECLARED_OF_SCHOOLS = Figures(
    "documents charged to a school in a year",
    """query ($year: SchoolYear!, $after: String) {
      schools(first: 100, after: $after) { nodes { expenditures(
        first: 500, filter: {year: $year, subvencion: "SEP"}
      ) { nodes { rbd account documentTotal declared } } } }
    }""",
    """select rbd, account, documentTotal, declared from document
        where year = 2025 and subvencion = 'SEP' and rbd is not null""",
    variables="select 2025 as year",
)


def of_holders(subvencion: str) -> tuple[Figures, ...]:
    """The statements and accounts of all schools and sostenedores, for one subvención."""
    return (
        Figures(
            f"{subvencion} statements of schools",
            f"""query ($after: String) {{
              schools(first: 100, after: $after) {{ nodes {{
                fundStatements(subvencion: "{subvencion}") {{ rbd {STATEMENT} }}
              }} }}
            }}""",
            statements("rbd", subvencion),
            never_stated=() if subvencion == "SEP" else OF_SEP_ALONE,
        ),
        Figures(
            f"{subvencion} statements of sostenedores",
            f"""query ($after: String) {{
              sostenedores(first: 100, after: $after) {{ nodes {{
                fundStatements(subvencion: "{subvencion}") {{ sostenedorRut {STATEMENT} }}
              }} }}
            }}""",
            statements("sostenedorRut", subvencion),
            never_stated=() if subvencion == "SEP" else OF_SEP_ALONE,
        ),
        Figures(
            f"{subvencion} accounts of schools' statements",
            f"""query ($after: String) {{
              schools(first: 100, after: $after) {{ nodes {{
                fundStatements(subvencion: "{subvencion}") {{ accounts {{ rbd {ACCOUNT} }} }}
              }} }}
            }}""",
            accounts("rbd", subvencion),
        ),
        Figures(
            f"{subvencion} spending of sostenedores by account",
            f"""query ($after: String) {{
              sostenedores(first: 100, after: $after) {{ nodes {{
                expendituresByAccount(subvencion: "{subvencion}") {{ sostenedorRut {ACCOUNT} }}
              }} }}
            }}""",
            accounts("sostenedorRut", subvencion, "'GASTO'"),
        ),
        Figures(
            f"{subvencion} spending of schools by account",
            f"""query ($after: String) {{
              schools(first: 100, after: $after) {{ nodes {{
                expendituresByAccount(subvencion: "{subvencion}") {{ rbd {ACCOUNT} }}
              }} }}
            }}""",
            accounts("rbd", subvencion, "'GASTO'"),
        ),
    )


FIGURES = (
    *(PAYMENTS, COMPONENTS, ADJUSTMENTS, OF_SCHOOLS, OF_SOSTENEDORES, DOCUMENTS, LINES),
    *(LINES_OF_SOSTENEDORES, BEHIND, LINES_BEHIND, PAID_BEHIND, DOCUMENTS_OF_STATEMENTS),
    *(DOCUMENTS_OF_SCHOOLS, DECLARED_OF_SCHOOLS, *of_holders("SEP"), *of_holders("GENERAL")),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
