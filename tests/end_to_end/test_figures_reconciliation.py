"""The bank beside the books equals the files: before anything is matched, and after."""

from collections.abc import Iterator

import duckdb
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from sep_ledger.application import Ledger
from sep_projections.reconciliation.reconciling import reconcile
from sep_projections.update import update
from tests.conftest import Server
from tests.end_to_end.conftest import asking
from tests.end_to_end.figures import Ask, Figures

# One account for each sostenedor: the one dedicated to SEP, up to the end of 2018.
ACCOUNTS = """select distinct rut_sostenedor as sostenedor, cuenta as account, '2018-12' as month
    from movimientos_bancarios where flag(exclusiva_sep) and fecha < '2019'"""

BOOKED = """
    booked as (
        select sostenedorRut as sostenedor, year::varchar as year, -sum(declared) as amount
        from document where subvencion = 'SEP' and coalesce(paidOn, issuedOn) < '2019-01-01'
        group by 1, 2, documentType, issuer, documentNumber
        union all
        select held.sostenedor, payment.year::varchar, sepTotal
        from payment join (
            select distinct rbd, year, sostenedorRut as sostenedor from document
            where subvencion = 'SEP' and rbd is not null
        ) as held using (rbd, year)
        where payment.year < 2019 and sepTotal <> 0
    ),
    moved as (
        select rut_sostenedor as sostenedor, cuenta as account, fecha, linea::integer as line,
            abono::bigint - cargo::bigint as amount, saldo::bigint as balance
        from movimientos_bancarios where fecha < '2019' and flag(exclusiva_sep)
    )"""

UNMATCHED = Figures(
    "the conciliación bancaria before anything is matched",
    """query ($sostenedor: Rut!, $account: String!, $month: Month!) {
      bankReconciliation(sostenedor: $sostenedor, bankAccount: $account, month: $month) {
        sostenedorRut bankBalance bookBalance uncashed inTransit unidentifiedIncome
        unidentifiedCharges aheadOfBooks differences unexplained statedBalance statementGap waiting
        booksKnown
      }
    }""",
    f"""with {BOOKED},
    bank as (
        select sostenedor, arg_max(balance, (fecha, line)) as balance,
            arg_min(balance - amount, (fecha, line)) as opening,
            sum(amount) filter (where amount > 0) as income,
            -sum(amount) filter (where amount < 0) as charges
        from moved group by sostenedor
    ),
    book as (
        select sostenedor, sum(amount) as amount,
            -sum(amount) filter (where amount < 0) as out,
            sum(amount) filter (where amount > 0) as paid
        from booked group by sostenedor
    )
    select sostenedor as sostenedorRut, balance as bankBalance, opening + amount as bookBalance,
        out as uncashed, paid as inTransit, income as unidentifiedIncome,
        charges as unidentifiedCharges, 0 as aheadOfBooks, 0 as differences,
        income - charges as unexplained, balance as statedBalance, 0 as statementGap, 0 as waiting,
        true as booksKnown
    from bank join book using (sostenedor)""",
    variables=ACCOUNTS,
)

OPEN_ENTRIES = Figures(
    "what the books expect at the bank",
    """query ($after: String) {
      unmatchedBookEntries(year: 2023, first: 500, after: $after) { nodes { kind amount } }
    }""",
    """select 'DOCUMENT' as kind, -sum(declared)::bigint as amount
    from document where subvencion = 'SEP' and year = 2023
    group by sostenedorRut, documentType, issuer, documentNumber
    union all select 'PAYMENT', sepTotal from payment where year = 2023 and sepTotal <> 0""",
)

ITEMS = Figures(
    "what stands between the bank and the books",
    """query ($sostenedor: Rut!, $account: String!, $month: Month!) {
      bankReconciliation(sostenedor: $sostenedor, bankAccount: $account, month: $month) {
        items(first: 500) { nodes { amount day } }
      }
    }""",
    """with small as (
        select rut_sostenedor as sostenedor from movimientos_bancarios
        where fecha < '2014-04' group by 1 order by count(*), 1 limit 1
    )
    select abono::bigint - cargo::bigint as amount, fecha::date as day
    from movimientos_bancarios join small on rut_sostenedor = sostenedor where fecha < '2014-04'
    union all
    select sum(declared)::bigint, min(paidOn)
    from document join small on sostenedorRut = sostenedor
    where subvencion = 'SEP' and paidOn < '2014-04-01'
    group by documentType, issuer, documentNumber
    union all
    select -sepTotal, last_day((month || '-01')::date)
    from payment where year = 2014 and month < '2014-04' and sepTotal <> 0 and rbd in (
        select rbd from document join small on sostenedorRut = sostenedor where year = 2014
    )""",
    variables="""select rut_sostenedor as sostenedor, min(cuenta) as account, '2014-03' as month
    from movimientos_bancarios where fecha < '2014-04' group by 1 order by count(*), 1 limit 1""",
)

UNRECONCILED = (UNMATCHED, OPEN_ENTRIES, ITEMS)

# In the sample every line but transfers is a deposit or a document; 2023 has no odd documents.
MOVED = """moved as (
        select *, abono::bigint - cargo::bigint as amount
        from movimientos_bancarios where fecha like '2023-%' and glosa not like 'TRASPASO%'
    )"""

MATCHES = Figures(
    "matches accepted by rule, and what their sides come to",
    """query ($month: Month!, $after: String) {
      bankMatches(filter: {standing: AUTOMATIC, month: $month}, first: 500, after: $after) {
        nodes { sostenedorRut month bankAmount bookAmount difference }
      }
    }""",
    f"""with {MOVED}
    select rut_sostenedor as sostenedorRut, left(max(fecha), 7) as month,
        sum(amount)::bigint as bankAmount, sum(amount)::bigint as bookAmount, 0 as difference
    from moved group by rut_sostenedor, documento, amount > 0""",
    variables="select distinct left(fecha, 7) as month from movimientos_bancarios"
    " where fecha like '2023-%'",
)

MATCHED_LINES = Figures(
    "the lines in matches",
    """query ($month: Month!, $after: String) {
      bankMatches(filter: {month: $month}, first: 500, after: $after) {
        nodes { lines { bankAccount occurredOn line amount balance } }
      }
    }""",
    f"""with {MOVED}
    select cuenta as bankAccount, fecha::date as occurredOn, linea::integer as line, amount,
        saldo::bigint as balance
    from moved""",
    variables=MATCHES.variables,
)

MATCHED_ENTRIES = Figures(
    "the book entries in matches",
    """query ($month: Month!, $after: String) {
      bankMatches(filter: {month: $month}, first: 500, after: $after) {
        nodes { entries { kind amount } }
      }
    }""",
    """select 'DOCUMENT' as kind, -sum(declared)::bigint as amount
    from document where subvencion = 'SEP' and paidOn between '2023-01-01' and '2023-12-31'
    group by year, sostenedorRut, documentType, issuer, documentNumber
    union all select 'PAYMENT', sepTotal from payment where year = 2023 and sepTotal <> 0""",
    variables=MATCHES.variables,
)

DEPOSITS = Figures(
    "the ministry's payments that the bank shows",
    """query ($after: String) {
      ministryDeposits(filter: {year: 2023}, first: 500, after: $after) {
        nodes { sostenedorRut month paid received arrivedOn daysLate schoolsMissing }
      }
    }""",
    """with held as (
        select distinct rbd, sostenedorRut from document where year = 2023 and rbd is not null
    ),
    paid as (
        select held.sostenedorRut, month, sum(sepTotal)::bigint as paid
        from payment join held using (rbd) where year = 2023 group by 1, 2
    )
    select sostenedorRut, month, paid, abono::bigint as received, fecha::date as arrivedOn,
        0 as daysLate, 0 as schoolsMissing
    from paid join movimientos_bancarios
        on rut_sostenedor = sostenedorRut and left(fecha, 7) = month and glosa like 'ABONO%'""",
)

TRANSFERS = Figures(
    "transfers between own accounts, none of which came back",
    """query ($after: String) {
      ownTransfers(first: 100, after: $after) { nodes {
        sostenedorRut fromAccount occurredOn amount daysOut outUntil
      } }
    }""",
    """with stated as (
        select rut_sostenedor, cuenta, max(fecha::date) as last,
            datediff('month', '2000-01-01'::date, fecha::date) as month,
            month - row_number() over (partition by rut_sostenedor, cuenta order by month) as spell
        from movimientos_bancarios group by rut_sostenedor, cuenta, month
    ),
    spells as (
        select rut_sostenedor, cuenta, min(month) as first, max(month) as until, max(last) as last
        from stated group by rut_sostenedor, cuenta, spell
    )
    select rut_sostenedor as sostenedorRut, cuenta as fromAccount, fecha::date as occurredOn,
        cargo::bigint as amount, null as daysOut, last as outUntil
    from movimientos_bancarios join spells using (rut_sostenedor, cuenta)
    where glosa like 'TRASPASO%' and cargo::bigint > 0
        and datediff('month', '2000-01-01'::date, fecha::date) between first and until""",
    never_stated=("daysOut",),
)

AMOUNTS = Figures(
    "what schools received and paid at the bank",
    """query ($sostenedor: Rut!, $after: String) {
      bankAmounts(sostenedor: $sostenedor, year: 2023, first: 500, after: $after) {
        nodes { month rbd received paidOut }
      }
    }""",
    """with orderly as (
        select rut_sostenedor as sostenedor from movimientos_bancarios
        group by 1 having not bool_or(glosa like 'TRASPASO%') order by 1 limit 3
    ),
    amounts as (
        select left(paidOn::varchar, 7) as month, rbd, 0 as received, declared as paidOut
        from document join orderly on sostenedorRut = sostenedor
        where subvencion = 'SEP' and paidOn between '2023-01-01' and '2023-12-31'
        union all
        select month, rbd, sepTotal, 0 from payment where year = 2023 and rbd in (
            select rbd from document join orderly on sostenedorRut = sostenedor where year = 2023
        )
    )
    select month, rbd, sum(received)::bigint as received, sum(paidOut)::bigint as paidOut
    from amounts group by month, rbd""",
    variables="""select rut_sostenedor as sostenedor from movimientos_bancarios
    group by 1 having not bool_or(glosa like 'TRASPASO%') order by 1 limit 3""",
)

RECONCILED = (MATCHES, MATCHED_LINES, MATCHED_ENTRIES, DEPOSITS, TRANSFERS, AMOUNTS)
FIGURES = (*UNRECONCILED, *RECONCILED)


@pytest.fixture(scope="module")
def ask_reconciled(postgres: Server, ledger: str) -> Iterator[Ask]:
    """Puts a question about the sample after the matching has run."""
    with postgres.fresh_database(str(conninfo_to_dict(ledger)["dbname"])) as conninfo:
        log = Ledger(conninfo)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            reconcile(connection, log)
            update(connection)
        log.close()
        yield asking(conninfo)


@pytest.mark.parametrize("figures", UNRECONCILED, ids=str)
def test_before_matching_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


@pytest.mark.parametrize("figures", RECONCILED, ids=str)
def test_after_matching_graphql_says_what_the_files_say(
    figures: Figures, ask_reconciled: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask_reconciled, files)
