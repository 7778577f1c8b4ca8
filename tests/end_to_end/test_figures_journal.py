"""The journal's entries, ledgers and balances equal those the files alone give, to the peso."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

ENTRIES = Figures(
    "entries of two years with their postings",
    """query ($year: SchoolYear!, $event: String!, $after: String) {
      journalEntries(filter: { year: $year, event: $event }, first: 500, after: $after) { nodes {
        event effective year rbd sostenedorRut description
        postings { line account fund amount }
      } }
    }""",
    """select
        event, effective, year, entryRbd as rbd, sostenedorRut, description, line, account, fund,
        amount
    from shown where year in (2014, 2018, 2023)""",
    variables="select distinct year, event from shown where year in (2014, 2018, 2023)",
)

LEVELS = Figures(
    "what certificates and restitutions state in all",
    """query ($event: String!, $after: String) {
      journalEntries(filter: { event: $event }, first: 500, after: $after) { nodes {
        event effective rbd level postings { bankAccount account line }
      } }
    }""",
    """with certified as (
        select
            fecha_certificado::date as effective, rbd::integer as rbd, cuenta,
            saldo_certificado::bigint as level,
            level - lag(level, 1, 0::bigint) over (
                partition by rut_sostenedor, rbd, subvencion, cuenta order by fecha_certificado
            ) as moved
        from certificados_saldo
    ),
    owed as (
        select event, effective, rbd, if(event = 'resolution.issued', amount, saldo) as level
        from (
            select 'restitution.accrued' as event, arisesOn as effective, rbd, number, saldo,
                null as amount
            from left_behind where arisesOn <= current_date
            union all
            select 'resolution.issued', notifiedOn, rbd, number, null, amount from ordered
        )
    )
    select
        'saldo.certified' as event, effective, rbd, level, cuenta as bankAccount,
        unnest(['010103', '020103']) as account, unnest([1, 2]) as line
    from certified where moved <> 0
    union all
    select event, effective, rbd, level, null, unnest(['290201', '210201']), unnest([1, 2])
    from owed""",
    variables="""select unnest(
        ['saldo.certified', 'restitution.accrued', 'resolution.issued']
    ) as event""",
)

CONVENIOS_OF_ENTRIES = Figures(
    "the convenio of each entry",
    """query ($year: SchoolYear!, $after: String) {
      journalEntries(
        filter: { year: $year, event: "expenditure.declared" }, first: 500, after: $after
      ) { nodes { effective fund rbd convenioNumber description } }
    }""",
    """select effective, fund, rbd, convenioNumber, description
    from shown where event = 'expenditure.declared' and line = 1 and year in (2017, 2021)""",
    variables="select unnest([2017, 2021]) as year",
)

BALANCES = Figures(
    "balances by school, sostenedor, fund, year and convenio",
    """query ($account: String!) {
      trialBalance(
        by: [ACCOUNT, RBD, SOSTENEDOR, FUND, YEAR, CONVENIO], filter: { account: $account }
      ) {
        account rbd sostenedorRut fund year convenioNumber debit credit balance postings
      }
    }""",
    """select
        account, rbd, sostenedorRut, fund, year, convenioNumber,
        coalesce(sum(amount) filter (where amount > 0), 0)::bigint as debit,
        coalesce(-sum(amount) filter (where amount < 0), 0)::bigint as credit,
        sum(amount)::bigint as balance, count(*)::integer as postings
    from shown group by all""",
    variables="select distinct account from shown",
)

BALANCES_ON_DAYS = Figures(
    "balances of accounts on days",
    """query ($account: String!, $day: Date!) {
      accountBalances(filter: { account: $account }, effective: $day) {
        account debit credit balance postings
      }
    }""",
    """with days as (select unnest(range(2014, 2027)) as year),
    asked as (select make_date(year::integer, 3, 20) as day from days)
    select
        account, coalesce(sum(amount) filter (where amount > 0), 0)::bigint as debit,
        coalesce(-sum(amount) filter (where amount < 0), 0)::bigint as credit,
        sum(amount)::bigint as balance, count(*)::integer as postings
    from asked join shown on effective <= day
    where left(account, 1) in ('1', '2', '3', '4', '5', '9')
    group by day, account""",
    variables="""select
        make_date(year::integer, 3, 20)::varchar as day, account
    from (select unnest(range(2014, 2027)) as year)
    cross join (select unnest(['1', '2', '3', '4', '5', '9']) as account)""",
)

BANK = Figures(
    "the ledger of each sostenedor's bank, with running balance",
    """query ($sostenedor: Rut!, $after: String) {
      accountLedger(
        account: "110101", filter: { sostenedor: $sostenedor, fund: "SEP" }
        first: 500, after: $after
      ) { nodes { effective line event year account fund sostenedorRut amount balance } }
    }""",
    """select
        effective, line, event, year, account, fund, sostenedorRut, amount,
        sum(amount) over (
            partition by sostenedorRut order by effective, entry.linea, line
        )::bigint as balance
    from shown
    join (
        select 'cartola' || cuenta || fecha || linea as entry, linea::integer as linea
        from movimientos_bancarios
    ) as entry using (entry)
    where account = '110101' and fund = 'SEP'""",
    variables="select distinct rut_sostenedor as sostenedor from movimientos_bancarios",
)

INCOME = Figures(
    "the ledger of each school's SEP, with running balance",
    """query ($rbd: Rbd!, $after: String) {
      accountLedger(account: "310301", filter: { rbd: $rbd }, first: 500, after: $after) {
        nodes { effective line rbd convenioNumber description amount balance }
      }
    }""",
    """select
        effective, line, rbd, convenioNumber, description, amount,
        sum(amount) over (partition by rbd order by effective)::bigint as balance
    from shown where account = '310301'""",
    variables="select distinct rbd from shown where account = '310301'",
)

FIGURES = (ENTRIES, LEVELS, CONVENIOS_OF_ENTRIES, BALANCES, BALANCES_ON_DAYS, BANK, INCOME)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_the_answer_is_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
