"""The promise: opening + income − spending = closing, and each figure leads to its sources."""

from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, OTHER, document, line
from tests.projections.given import payment, school

from sep_domain.events.base import Fact

FIGURES = """opening income spending closing documents documentCount paid monthsPaid
  incomeLessPaid spendingLessDocuments accountLines linesNotRendered"""


def statement(ledger: Ledger, holder: str) -> dict[str, Any]:
    found = ledger.data(f"{{ fundStatement(year: 2024, {holder}) {{ {FIGURES} }} }}")
    result: dict[str, Any] = found["fundStatement"]
    return result


@pytest.fixture
def books(ledger: Ledger) -> Ledger:
    """School 1 in 2024: it had 100, got 1,000 and spent 700, of which documents explain 650."""
    ledger.record(
        school(1, 2024),
        line(1, "500001", 100),
        line(1, "310301", 1_000),
        line(1, "410501", 400),
        line(1, "410605", 300, rendered=False),
        document(1, "410501", 250),
        document(1, "410501", 150),
        document(1, "410605", 250),
        payment(1, "2024-03", 600),
        payment(1, "2024-04", 380),
        # None of these belongs to it:
        line(1, "410501", 7, subvencion="PIE"),
        line(2, "410501", 7),
        line(1, "410501", 7, year=2023),
        document(1, "410501", 7, subvencion="PIE"),
        payment(1, "2023-12", 7),
    )
    return ledger


def test_a_school_statement_adds_up_and_shows_what_differs(books: Ledger) -> None:
    assert statement(books, "rbd: 1") == {
        "opening": 100,
        "income": 1_000,
        "spending": 700,
        "closing": 400,
        "documents": 650,
        "documentCount": 3,
        "paid": 980,
        "monthsPaid": 2,
        "incomeLessPaid": 20,
        "spendingLessDocuments": 50,
        "accountLines": 4,
        "linesNotRendered": 1,
    }


def test_each_account_leads_to_its_lines_and_documents(books: Ledger) -> None:
    accounts = books.data(
        """{ fundStatement(year: 2024, rbd: 1) { accounts(kind: GASTO) {
          account accountName amount documents amountLessDocuments
          expenditures { nodes { declared source { fileName row } } }
          lines { nodes { amount rendered source { row } } } } } }"""
    )["fundStatement"]["accounts"]
    assert [
        (
            account["account"],
            account["amount"],
            account["amountLessDocuments"],
            [node["declared"] for node in account["expenditures"]["nodes"]],
            [node["amount"] for node in account["lines"]["nodes"]],
        )
        for account in accounts
    ] == [("410501", 400, 0, [250, 150], [400]), ("410605", 300, 50, [250], [300])]
    assert accounts[0]["lines"]["nodes"][0]["source"]["row"] == 4
    assert accounts[0]["expenditures"]["nodes"][0]["source"]["row"] == 6


def test_what_the_ministry_paid_is_behind_the_statement(books: Ledger) -> None:
    payments = books.data(
        "{ fundStatement(year: 2024, rbd: 1) { payments { nodes { month sepTotal } } } }"
    )["fundStatement"]["payments"]["nodes"]
    assert payments == [
        {"month": "2024-03", "sepTotal": 600},
        {"month": "2024-04", "sepTotal": 380},
    ]


def test_payments_count_for_the_sep_only(books: Ledger) -> None:
    pie = books.data(
        """{ fundStatement(year: 2024, rbd: 1, subvencion: "PIE") {
          paid spending documents incomeLessPaid missing } }"""
    )["fundStatement"]
    assert pie == {
        "paid": None,
        "spending": 7,
        "documents": 7,
        "incomeLessPaid": None,
        "missing": ["PAYMENTS_OF_SEP_ONLY"],
    }


@pytest.mark.parametrize(
    ("known", "figures", "missing"),
    [
        (
            payment(1, "2024-03", 600),
            {"paid": 600, "monthsPaid": 1},
            ["ACCOUNTS_NOT_DECLARED", "DOCUMENTS_NOT_DECLARED"],
        ),
        (
            document(1, "410501", 250),
            {"documents": 250, "documentCount": 1},
            ["ACCOUNTS_NOT_DECLARED", "PAYMENTS_NOT_PUBLISHED"],
        ),
        (
            line(1, "410501", 400),
            {"opening": 0, "income": 0, "spending": 400, "closing": -400, "accountLines": 1},
            ["DOCUMENTS_NOT_DECLARED", "PAYMENTS_NOT_PUBLISHED"],
        ),
    ],
    ids=["payments alone", "documents alone", "accounts alone"],
)
@pytest.mark.parametrize("holder", ["rbd: 1", f'sostenedor: "{HOLDER}"'])
def test_what_a_source_does_not_speak_of_is_absent_with_the_reason(
    ledger: Ledger, holder: str, known: Fact, figures: dict[str, int], missing: list[str]
) -> None:
    ledger.record(school(1, 2024), known)
    found = ledger.data(f"{{ fundStatement(year: 2024, {holder}) {{ {FIGURES} missing }} }}")
    counts = dict.fromkeys(("accountLines", "linesNotRendered", "documentCount", "monthsPaid"), 0)
    absent = dict.fromkeys(FIGURES.split())
    assert found["fundStatement"] == absent | counts | figures | {"missing": missing}


def test_an_account_says_which_side_of_it_is_absent(ledger: Ledger) -> None:
    ledger.record(line(1, "410501", 400), line(1, "310301", 9), document(1, "410605", 250))
    accounts = ledger.data(
        """{ fundStatement(year: 2024, rbd: 1) { accounts {
          account amount documents amountLessDocuments missing } } }"""
    )["fundStatement"]["accounts"]
    assert [tuple(account.values()) for account in accounts] == [
        ("410501", 400, None, None, ["DOCUMENTS_NOT_DECLARED"]),
        ("410605", None, 250, None, ["ACCOUNTS_NOT_DECLARED"]),
        ("310301", 9, None, None, []),
    ]


def test_whoever_declared_no_accounts_is_neither_overspent_nor_within_its_means(
    ledger: Ledger,
) -> None:
    ledger.record(payment(1, "2024-03", 600))
    for overspent in ("true", "false"):
        asked = f"{{ fundStatements(filter: {{overspent: {overspent}}}) {{ totalCount }} }}"
        assert ledger.data(asked) == {"fundStatements": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("subvencion", "unpaid"), [("SEP", "PAYMENTS_NOT_PUBLISHED"), ("PIE", "PAYMENTS_OF_SEP_ONLY")]
)
def test_a_year_without_anything_says_so(books: Ledger, subvencion: str, unpaid: str) -> None:
    asked = f'fundStatement(year: 1990, subvencion: "{subvencion}"'
    shown = "year subvencion closing paid accountLines missing accounts { account }"
    answer = books.data(
        f"{{ school(rbd: 1) {{ {asked}) {{ {shown} rbd }} }} {asked}, rbd: 1) {{ {shown} rbd }} }}"
    )
    assert answer["fundStatement"] == answer["school"]["fundStatement"]
    assert answer["fundStatement"] == {
        "year": 1990,
        "subvencion": subvencion,
        "closing": None,
        "paid": None,
        "accountLines": 0,
        "missing": ["ACCOUNTS_NOT_DECLARED", "DOCUMENTS_NOT_DECLARED", unpaid],
        "accounts": [],
        "rbd": 1,
    }


def test_a_school_that_nobody_knows_has_no_statement(books: Ledger) -> None:
    document = "{ fundStatement(year: 2019, rbd: 99) { closing } }"
    assert books.data(document) == {"fundStatement": None}


def test_statements_of_all_years_follow_each_other(books: Ledger) -> None:
    years = books.data("{ school(rbd: 1) { fundStatements { year spending } } }")
    assert years["school"]["fundStatements"] == [
        {"year": 2023, "spending": 7},
        {"year": 2024, "spending": 700},
    ]


def test_a_sostenedors_lines_are_those_its_documents_identify(ledger: Ledger) -> None:
    """Its central administration too; a school that came to it is not yet in its books."""
    ledger.record(
        school(1, 2024),
        school(9, 2024),
        document(1, "410501", 30),
        document(None, "410902", 5),
        line(1, "410501", 30),
        line(None, "410902", 5),
        line(9, "410501", 99, sostenedor_id="88"),
        document(9, "410501", 99, sostenedor=OTHER, sostenedor_id="88"),
    )
    own = statement(ledger, f'sostenedor: "{HOLDER}"')
    assert (own["spending"], own["documents"], own["accountLines"]) == (35, 35, 2)
    other = statement(ledger, f'sostenedor: "{OTHER}"')
    assert (other["spending"], other["documents"], other["accountLines"]) == (99, 99, 1)


def test_a_line_that_no_document_explains_goes_to_whoever_held_the_school(ledger: Ledger) -> None:
    ledger.record(school(1, 2024), line(1, "410501", 30), payment(1, "2024-03", 12))
    own = statement(ledger, f'sostenedor: "{HOLDER}"')
    assert (own["spending"], own["documents"], own["paid"]) == (30, None, 12)


def test_a_line_found_both_ways_is_taken_once(ledger: Ledger) -> None:
    """Identified by the documents of another school, and held according to the register."""
    ledger.record(school(1, 2024), school(2, 2024), document(2, "410501", 1), line(1, "410501", 30))
    assert statement(ledger, f'sostenedor: "{HOLDER}"')["spending"] == 30


def test_account_lines_are_found_by_the_rut_that_the_file_does_not_carry(books: Ledger) -> None:
    found = books.data(
        f'{{ accountLines(filter: {{ sostenedor: "{HOLDER}", year: 2024, account: "4105" }})'
        " { nodes { rbd subvencion amount } } }"
    )["accountLines"]["nodes"]
    assert {(line["rbd"], line["subvencion"], line["amount"]) for line in found} == {
        (1, "SEP", 400),
        (1, "PIE", 7),
        (2, "SEP", 7),
    }


def test_documents_are_found_by_what_they_say(books: Ledger) -> None:
    chosen = {
        filters: books.data(f"{{ expenditures(filter: {{ {filters} }}) {{ totalCount }} }}")[
            "expenditures"
        ]["totalCount"]
        for filters in (
            "rbd: 1",
            'account: "4106"',
            'subvencion: "SEP", year: 2024',
            'documentNumber: "410501250"',
            "leastDeclared: 250",
            f'sostenedor: "{OTHER}"',
        )
    }
    assert list(chosen.values()) == [4, 1, 3, 1, 2, 0]
