"""The journal over GraphQL: entries, balances and ledgers at any date, as known at any instant."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, convenio
from tests.projections.given import payment, school
from tests.projections.journal_given import (
    bank_line,
    closed,
    document,
    opening,
    review,
)

from sep_domain.accounting_period.commands import ClosePeriod, PeriodCommand, ReopenPeriod
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodKey
from sep_domain.dates.calendar import Period
from sep_domain.values.identifiers import Rut
from sep_ledger.application import Ledger as Log
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding


@pytest.fixture
def books(ledger: Ledger) -> Ledger:
    """School 1 in 2024: 1,000 published and paid in, 300 paid out, of which documents tell 250."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2022, number=4),
        payment(1, "2024-03", 1_000, escolaridad=600),
        bank_line(1_000, "ABONO SUBVENCION ESCOLAR PREFERENCIAL"),
        bank_line(-300, "PAGO FACE", line=2, occurred_on="2024-05-03"),
        document(250),
    )
    return ledger


def balances(ledger: Ledger, arguments: str = "", **variables: Any) -> dict[str, int]:
    data = ledger.data(
        f"query ($asOf: DateTime) {{ accountBalances({arguments} asOf: $asOf)"
        " { account balance } }",
        asOf=None,
        **variables,
    )
    return {row["account"]: row["balance"] for row in data["accountBalances"]}


IN_BETWEEN = {
    "account": "110202",
    "accountName": "Aportes en cuenta compartida",
    "nature": "ACTIVO",
    "fund": "SEP",
}


def test_an_entry_shows_its_postings_and_leads_to_its_source(books: Ledger) -> None:
    data = books.data(
        """{ journalEntries(filter: { event: "expenditure.declared" }) { totalCount nodes {
          number effective year fund rbd sostenedorRut convenioNumber description late
          source { fileName }
          school { rbd } sostenedor { rut }
          postings { line account accountName nature fund rbd amount }
        } } }"""
    )["journalEntries"]

    assert data["totalCount"] == 1
    assert data["nodes"] == [
        {
            "number": 6,
            "effective": "2024-05-03",
            "year": 2024,
            "fund": "SEP",
            "rbd": 1,
            "sostenedorRut": HOLDER,
            "convenioNumber": 4,
            "description": "Documento FACE 77",
            "late": False,
            "source": {"fileName": "archivo.csv"},
            "school": {"rbd": 1},
            "sostenedor": {"rut": HOLDER},
            "postings": [
                {
                    "line": 1,
                    "account": "410605",
                    "accountName": None,
                    "nature": "GASTO",
                    "fund": "SEP",
                    "rbd": 1,
                    "amount": 250,
                },
                {
                    "line": 2,
                    "account": "110301",
                    "accountName": "Fondos por rendir",
                    "nature": "ACTIVO",
                    "fund": "SEP",
                    "rbd": None,
                    "amount": -250,
                },
                {**IN_BETWEEN, "line": 3, "rbd": 1, "amount": -250},
                {**IN_BETWEEN, "line": 4, "rbd": None, "amount": 250},
            ],
        }
    ]


def test_balances_stand_on_any_date(books: Ledger) -> None:
    assert balances(books) == {
        "110101": 700,
        "110201": 600,
        "110202": 0,
        "110301": 50,
        "310101": -600,
        "310301": -1_000,
        "410605": 250,
    }
    assert balances(books, 'effective: "2024-03-20"') == {"110101": 1_000, "110201": -1_000}


def test_balances_are_of_what_is_chosen(books: Ledger) -> None:
    assert balances(books, 'filter: { fund: "GENERAL" }') == {
        "110201": 600,
        "110202": 0,
        "310101": -600,
    }
    assert balances(books, 'filter: { account: "1101" }') == {"110101": 700}
    assert balances(books, "filter: { rbd: 1, convenio: 4 }") == {
        "110202": 750,
        "310301": -1_000,
        "410605": 250,
    }
    assert balances(books, "filter: { convenio: 5 }") == {}
    assert balances(books, "filter: { year: 2023 }") == {}
    assert balances(books, 'filter: { fromDate: "2024-05-01" }') == {
        "110101": -300,
        "110202": 0,
        "110301": 50,
        "410605": 250,
    }


def test_what_names_no_sostenedor_belongs_to_who_held_the_school(books: Ledger) -> None:
    assert balances(books, f'filter: {{ sostenedor: "{HOLDER}" }}') == balances(books)
    assert balances(books, 'filter: { sostenedor: "11111111-1" }') == {}


def test_the_trial_balance_is_zero_by_every_dimension(books: Ledger) -> None:
    for dimension in ("FUND", "RBD", "SOSTENEDOR", "CONVENIO", "YEAR", "BANK_ACCOUNT"):
        rows = books.data(
            f"{{ trialBalance(by: [{dimension}]) {{ debit credit balance postings }} }}"
        )["trialBalance"]
        assert rows
        assert {row["balance"] for row in rows} == {0}
        assert all(row["debit"] == row["credit"] for row in rows)


def test_the_trial_balance_names_its_dimensions(books: Ledger) -> None:
    rows = books.data(
        """{ trialBalance(by: [ACCOUNT, FUND], filter: { account: "110201" }) {
          account accountName nature fund rbd debit credit balance postings } }"""
    )["trialBalance"]

    shared = {"account": "110201", "accountName": "Mineduc por cobrar", "nature": "ACTIVO"}
    assert rows == [
        {
            **shared,
            "fund": "GENERAL",
            "rbd": None,
            "debit": 600,
            "credit": 0,
            "balance": 600,
            "postings": 1,
        },
        {
            **shared,
            "fund": "SEP",
            "rbd": None,
            "debit": 1_000,
            "credit": 1_000,
            "balance": 0,
            "postings": 2,
        },
    ]


def test_a_balance_is_as_known_at_an_instant(books: Ledger) -> None:
    before = books.record(bank_line(5, "OTRO", line=3))
    books.record(bank_line(9, "OTRO", line=3))

    question = (
        'query ($asOf: DateTime) { accountBalance(account: "110101", asOf: $asOf) { balance } }'
    )
    assert books.data(question)["accountBalance"] == {"balance": 709}
    known = books.data(question, asOf=before.isoformat())["accountBalance"]
    assert known == {"balance": 705}


def test_the_balance_of_an_account_that_nothing_moved_is_absent(books: Ledger) -> None:
    data = books.data('{ accountBalance(account: "210201") { balance } }')
    assert data == {"accountBalance": None}


LEDGER = """query ($after: String, $first: Int, $where: LedgerFilter) {
  accountLedger(account: "110101", first: $first, after: $after, filter: $where) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { effective number line description amount balance }
  } }"""


def test_a_ledger_runs_on_over_its_pages(books: Ledger) -> None:
    first = books.data(LEDGER, first=1)["accountLedger"]
    second = books.data(LEDGER, first=1, after=first["pageInfo"]["endCursor"])["accountLedger"]

    assert [first["totalCount"], first["pageInfo"]["hasNextPage"]] == [2, True]
    assert first["nodes"] == [
        {
            "effective": "2024-03-20",
            "number": 4,
            "line": 1,
            "description": "Abono del Mineduc ABONO SUBVENCION ESCOLAR PREFERENCIAL",
            "amount": 1_000,
            "balance": 1_000,
        }
    ]
    assert [(row["amount"], row["balance"]) for row in second["nodes"]] == [(-300, 700)]
    assert not second["pageInfo"]["hasNextPage"]


def test_a_ledger_shown_from_a_day_counts_what_came_before(books: Ledger) -> None:
    found = books.data(LEDGER, where={"shownFrom": "2024-05-01"})["accountLedger"]
    assert [(row["amount"], row["balance"]) for row in found["nodes"]] == [(-300, 700)]


def test_an_account_is_six_digits(books: Ledger) -> None:
    assert books.ask('{ accountBalance(account: "banco") { balance } }').codes == {"BAD_ARGUMENT"}
    answer = books.ask('{ accountLedger(account: "1101") { totalCount } }')
    assert answer.codes == {"BAD_ARGUMENT"}


def test_a_cursor_of_another_list_is_refused(books: Ledger) -> None:
    cursor = books.data("{ journalEntries(first: 1) { pageInfo { endCursor } } }")
    after = cursor["journalEntries"]["pageInfo"]["endCursor"]
    assert books.ask(LEDGER, after=after).codes == {"BAD_CURSOR"}


def late(ledger: Ledger) -> list[str]:
    data = ledger.data("{ journalEntries(filter: { late: true }) { nodes { description } } }")
    return [node["description"] for node in data["journalEntries"]["nodes"]]


def test_what_is_recorded_after_the_rendicion_was_closed_is_late(books: Ledger) -> None:
    books.record(closed())
    books.record(
        document(40, number="78"),
        document(30, number="79", year=2025),
        document(20, number="80", subvencion="PIE"),
        document(10, number="81", rbd=2),
    )
    assert late(books) == ["Documento FACE 78"]


def test_a_correction_recorded_after_the_closing_is_late(books: Ledger) -> None:
    books.record(closed())
    assert late(books) == []
    books.record(document(251))
    assert late(books) == ["Documento FACE 77"]


def test_order_accounts_are_never_late(books: Ledger) -> None:
    books.record(closed())
    books.record(review(240, 10))
    assert late(books) == []


def decide(ledger: Ledger, command: PeriodCommand) -> None:
    """A command about May."""
    may = PeriodKey(sostenedor=Rut(HOLDER), month=Period("2024-05"))
    with Log(ledger.conninfo) as log:
        Commanding(log).handle(PeriodDecider(), may, Asked(command, "contadora", command.NAME))


def test_what_is_recorded_for_a_closed_month_is_late_until_it_is_reopened(books: Ledger) -> None:
    decide(books, ClosePeriod(occurred_on=date(2024, 6, 1)))
    books.record(document(40, number="78"), document(30, number="79", occurred_on="2024-06-01"))
    decide(books, ReopenPeriod(occurred_on=date(2024, 7, 1), reason="Faltaba"))
    books.record(document(20, number="80"))

    assert late(books) == ["Documento FACE 78"]


def test_an_opening_balance_belongs_to_who_held_the_school(books: Ledger) -> None:
    books.record(opening(900))
    assert balances(books, f'filter: {{ sostenedor: "{HOLDER}", account: "500001" }}') == {
        "500001": -900
    }


def test_a_page_of_entries_takes_few_statements(books: Ledger) -> None:
    answer = books.ask(
        "{ journalEntries { nodes { description school { name } sostenedor { name }"
        " postings { account accountName amount } } } }"
    )
    assert not answer.errors
    assert answer.statements <= 6
