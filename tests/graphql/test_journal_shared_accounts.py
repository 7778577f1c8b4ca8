"""Cash is kept by bank account: a deposit for two schools leaves no receivable in their books."""

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER
from tests.projections.given import payment, school
from tests.projections.journal_given import bank_line, certificate, document

Balances = dict[tuple[str, int | None], int]


@pytest.fixture
def books(ledger: Ledger) -> Ledger:
    """Schools 1 and 2: 600 and 400 published, 1,000 paid in as one, 300 paid out, 250 explained."""
    ledger.record(
        school(1, 2024),
        school(2, 2024),
        payment(1, "2024-03", 600),
        payment(2, "2024-03", 400),
        bank_line(1_000, "ABONO SUBVENCION ESCOLAR PREFERENCIAL"),
        bank_line(-300, "PAGO FACE", line=2, bank_account="2"),
        document(250),
        certificate(90),
    )
    return ledger


def balances(ledger: Ledger, where: str = "") -> Balances:
    """By account and school, where not zero; order accounts left out."""
    rows = ledger.data(f"{{ trialBalance(by: [ACCOUNT, RBD] {where}) {{ account rbd balance }} }}")[
        "trialBalance"
    ]
    return {
        (row["account"], row["rbd"]): row["balance"]
        for row in rows
        if row["balance"] and not row["account"].startswith("0")
    }


def test_no_receivable_stands_in_the_books_of_a_school(books: Ledger) -> None:
    assert balances(books) == {
        ("110101", None): 700,
        ("110202", None): -750,
        ("110202", 1): 350,
        ("110202", 2): 400,
        ("110301", None): 50,
        ("310301", 1): -600,
        ("310301", 2): -400,
        ("410605", 1): 250,
    }


def test_what_is_not_paid_in_yet_is_owed_to_the_sostenedor(books: Ledger) -> None:
    books.record(payment(2, "2024-04", 70))

    found = balances(books)
    assert found["110201", None] == 70
    assert ("110201", 2) not in found


@pytest.mark.parametrize("rbd", [1, 2])
def test_the_books_of_a_school_balance_by_themselves(books: Ledger, rbd: int) -> None:
    found = balances(books, f", filter: {{ rbd: {rbd} }}")

    assert found
    assert sum(found.values()) == 0
    assert {school for _, school in found} == {rbd}


def test_between_a_sostenedor_and_its_schools_nothing_is_left(books: Ledger) -> None:
    where = f', filter: {{ sostenedor: "{HOLDER}", account: "110202" }}'
    assert sum(balances(books, where).values()) == 0


def test_each_bank_account_has_its_trial_balance(books: Ledger) -> None:
    rows = books.data(
        "{ trialBalance(by: [BANK_ACCOUNT, ACCOUNT]) { bankAccount account balance } }"
    )["trialBalance"]

    found = {
        (row["bankAccount"], row["account"]): row["balance"] for row in rows if row["bankAccount"]
    }
    assert found == {
        ("1", "010103"): 90,
        ("1", "020103"): -90,
        ("1", "110101"): 1_000,
        ("1", "110201"): -1_000,
        ("2", "110101"): -300,
        ("2", "110301"): 300,
    }


def test_entries_and_ledgers_are_chosen_by_bank_account(books: Ledger) -> None:
    data = books.data(
        """{
          journalEntries(filter: { bankAccount: "2" }) { nodes { description } }
          accountLedger(account: "110101", filter: { bankAccount: "1" }) {
            nodes { bankAccount amount balance }
          }
          accountBalance(account: "110101", filter: { bankAccount: "2" }) { balance }
        }"""
    )

    assert data["journalEntries"]["nodes"] == [{"description": "Cargo PAGO FACE"}]
    assert data["accountLedger"]["nodes"] == [
        {"bankAccount": "1", "amount": 1_000, "balance": 1_000}
    ]
    assert data["accountBalance"] == {"balance": -300}


def test_a_certificate_tells_what_changed_and_what_there_is(books: Ledger) -> None:
    books.record(certificate(70, 2023))

    nodes = books.data(
        """{ journalEntries(filter: { event: "saldo.certified" }) {
          nodes { description level postings { account bankAccount amount } } } }"""
    )["journalEntries"]["nodes"]

    assert [
        (node["description"], node["level"], node["postings"][0]["amount"]) for node in nodes
    ] == [
        ("Variación del saldo acreditado cuenta 1", 70, 70),
        ("Variación del saldo acreditado cuenta 1", 90, 20),
    ]
    assert {line["bankAccount"] for node in nodes for line in node["postings"]} == {"1"}
