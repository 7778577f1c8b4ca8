"""The promise: the bank's balance is always explained from the books', to the peso; what did not
arrive, came late, short or elsewhere is told; and money moved between own accounts is followed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.graphql.conftest import Ledger
from tests.graphql.given import document
from tests.projections.given import payment, school
from tests.projections.test_reconciliation import ACCOUNT, HOLDER, movement

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Fact
from sep_domain.reconciliation.commands import ConfirmMatch, ReconciliationCommand, RefuseMatch
from sep_domain.reconciliation.decider import ReconciliationDecider
from sep_domain.reconciliation.state import ReconciliationKey
from sep_domain.values.identifiers import Rut
from sep_ledger.application import Ledger as Log
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.reconciliation.reconciling import reconcile
from sep_projections.update import update

MIXED = "00001-00001"
AMOUNTS = """bankBalance bookBalance uncashed inTransit unidentifiedIncome unidentifiedCharges
    aheadOfBooks differences unexplained statedBalance statementGap waiting closed"""
STATEMENT = f"""query ($holder: Rut!, $account: String!, $month: Month!) {{
    bankReconciliation(sostenedor: $holder, bankAccount: $account, month: $month) {{
        {AMOUNTS} items {{ nodes {{ item kind amount said }} }} }} }}"""

_keys = count(1)


def reconciled(ledger: Ledger, *facts: Fact) -> Ledger:
    """Records facts, then runs the matching."""
    ledger.record(*facts)
    log = Log(ledger.conninfo)
    with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
        reconcile(connection, log)
        update(connection)
    log.close()
    return ledger


def decide(ledger: Ledger, month: str, command: ReconciliationCommand) -> None:
    log = Log(ledger.conninfo)
    key = ReconciliationKey(sostenedor=HOLDER, bank_account=ACCOUNT, month=Period(month))
    asked = Asked(command, "ana", str(next(_keys)))
    Commanding(log).handle(ReconciliationDecider(), key, asked)
    log.close()
    with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
        update(connection)


def statement(ledger: Ledger, month: str, account: str = ACCOUNT) -> dict[str, Any]:
    found: dict[str, Any] = ledger.data(
        STATEMENT, holder=str(HOLDER), account=account, month=month
    )["bankReconciliation"]
    return found


@pytest.fixture
def may(ledger: Ledger) -> Ledger:
    """A deposit that arrived, a cheque not cashed, a fee, a payment that is only in the file."""
    return reconciled(
        ledger,
        school(1, 2024),
        school(2, 2024),
        payment(1, "2024-04", 1_000_000),
        payment(1, "2024-05", 1_000_333),
        document(1, "410501", 60_000, document_number="771", paid_on="2024-05-10"),
        document(1, "410600", 40_000, document_number="772", paid_on="2024-05-30"),
        movement(date(2024, 5, 11), 1, -60_000, text="PAGO FACTURA 771", balance=140_000),
        movement(date(2024, 5, 20), 1, 1_000_333, text="ABONO SUBVENCION", balance=1_140_333),
        movement(date(2024, 5, 28), 1, -4_990, text="COMISION", balance=1_135_343),
    )


def test_the_balance_of_the_bank_is_explained_from_the_books(may: Ledger) -> None:
    found = statement(may, "2024-05")
    items = found.pop("items")["nodes"]
    assert found == {
        "bankBalance": 1_135_343,
        "bookBalance": 200_000 + 1_000_000 + 1_000_333 - 60_000 - 40_000,
        "uncashed": 40_000,
        "inTransit": 1_000_000,
        "unidentifiedIncome": 0,
        "unidentifiedCharges": 4_990,
        "aheadOfBooks": 0,
        "differences": 0,
        "unexplained": -4_990,
        "statedBalance": 1_135_343,
        "statementGap": 0,
        "waiting": 0,
        "closed": False,
    }
    assert {(item["kind"], item["amount"]) for item in items} == {
        ("UNCASHED", 40_000),
        ("IN_TRANSIT", -1_000_000),
        ("UNIDENTIFIED_CHARGE", -4_990),
    }


def test_a_missing_line_shows_as_a_gap_to_the_stated_balance(may: Ledger) -> None:
    may.record(movement(date(2024, 5, 30), 1, -10_000, balance=1_000_000))
    found = statement(may, "2024-05")
    assert found["statementGap"] == 1_000_000 - (1_135_343 - 10_000)


def test_a_gap_in_a_statement_of_one_line_shows_from_what_the_bank_says_it_held(
    ledger: Ledger,
) -> None:
    """Its balance less its amount is not what the account held: lines are missing."""
    line = movement(date(2024, 5, 15), 1, -10_000, balance=400_000)
    found = statement(reconciled(ledger, line.model_copy(update={"opening": 1_000_000})), "2024-05")
    assert (found["bankBalance"], found["statedBalance"]) == (990_000, 400_000)
    assert found["statementGap"] == -590_000


def test_an_account_that_nobody_knows_is_refused(may: Ledger) -> None:
    asked = {"holder": str(HOLDER), "month": "2024-05"}
    assert may.ask(STATEMENT, account="other", **asked).codes == {"BAD_ARGUMENT"}
    written = ACCOUNT.replace("-", "")
    for otherwise in (written, written.lstrip("0")):
        (error,) = may.ask(STATEMENT, account=otherwise, **asked).errors
        assert error["extensions"] == {"code": "BAD_ARGUMENT", "nearest": ACCOUNT}


def test_an_account_of_somebody_else_has_no_statement(may: Ledger) -> None:
    asked = {"account": ACCOUNT, "month": "2024-05"}
    answer = may.data(STATEMENT, holder="11111111-1", **asked)
    assert answer == {"bankReconciliation": None}


def test_a_match_shows_both_sides_reasons_and_confidence(may: Ledger) -> None:
    found = may.data(
        """{ bankMatches(filter: {standing: AUTOMATIC}) { nodes {
          sostenedorRut bankAccount month standing bankAmount bookAmount difference confidence
          reasons lines { amount text } entries { entry kind amount rbds } source { kind rule }
        } } }"""
    )["bankMatches"]["nodes"]
    assert found[0] == {
        "sostenedorRut": HOLDER,
        "bankAccount": ACCOUNT,
        "month": "2024-05",
        "standing": "AUTOMATIC",
        "bankAmount": -60_000,
        "bookAmount": -60_000,
        "difference": 0,
        "confidence": "0.99",
        "reasons": [
            "El monto es el mismo",
            "Ningún otro movimiento ni asiento al alcance tiene ese monto",
            "El banco nombra el documento 771",
            "El banco lo muestra 1 días después que los libros",
        ],
        "lines": [{"amount": -60_000, "text": "PAGO FACTURA 771"}],
        "entries": [
            {
                "entry": "document:62000660-2:2024:FACE::771",
                "kind": "DOCUMENT",
                "amount": -60_000,
                "rbds": [1],
            }
        ],
        "source": {"kind": "derived", "rule": "reconciliation.v1"},
    }


def test_what_is_in_no_match_is_listed(may: Ledger) -> None:
    found = may.data(
        """{ unmatchedBankLines { nodes { text } }
             unmatchedBookEntries { nodes { entry day lastDay amount } } }"""
    )
    assert found["unmatchedBankLines"]["nodes"] == [{"text": "COMISION"}]
    assert [entry["amount"] for entry in found["unmatchedBookEntries"]["nodes"]] == [
        -40_000,
        1_000_000,
    ]


@pytest.mark.parametrize(("word", "amount"), [("CONFIRMED", -1_000), ("REFUSED", 0)])
def test_a_person_s_word_decides_whether_a_difference_stands(
    ledger: Ledger, word: str, amount: int
) -> None:
    reconciled(
        ledger,
        document(1, "410501", 60_000, document_number="771", paid_on="2024-05-10"),
        movement(date(2024, 5, 11), 1, -61_000, text="PAGO FACTURA 771"),
    )
    [proposal] = ledger.data("{ bankMatches { nodes { stream standing } } }")["bankMatches"][
        "nodes"
    ]
    assert proposal["standing"] == "PROPOSED"
    assert statement(ledger, "2024-05")["waiting"] == 1
    asked = {"occurred_on": date(2024, 6, 1), "match": proposal["stream"]}
    refuse = RefuseMatch.model_validate({**asked, "reason": "Otro documento"})
    confirm = ConfirmMatch.model_validate(asked)
    decide(ledger, "2024-05", confirm if word == "CONFIRMED" else refuse)
    after = statement(ledger, "2024-05")
    assert after["differences"] == amount
    assert after["bankBalance"] - after["bookBalance"] == -1_000


# The ministry's payments


def states(ledger: Ledger) -> dict[str, dict[str, Any]]:
    nodes = ledger.data(
        """{ ministryDeposits { nodes {
          month state paid received arrivedOn daysLate schoolsMissing otherAccount } } }"""
    )["ministryDeposits"]["nodes"]
    return {node.pop("month"): node for node in nodes}


def test_a_payment_arrives_late_short_elsewhere_or_not_at_all(ledger: Ledger) -> None:
    months = [f"2024-0{month}" for month in range(3, 8)]
    reconciled(
        ledger,
        school(1, 2024),
        school(2, 2024),
        *(
            payment(rbd, month, rbd * 1_000_000 + int(month[-1]))
            for month in months
            for rbd in (1, 2)
        ),
        movement(date(2024, 3, 20), 1, 3_000_006),
        movement(date(2024, 5, 9), 1, 3_000_008, text="ABONO RBD 1001 SUBVENCION"),
        movement(date(2024, 5, 20), 1, 3_000_010, bank_account=MIXED, sep_only=False),
        movement(date(2024, 6, 20), 1, 1_000_006),
        movement(date(2024, 7, 1), 1, -7, text="COMISION"),
        movement(date(2024, 8, 1), 1, -7, text="COMISION"),
    )
    found = states(ledger)
    assert {month: node["state"] for month, node in found.items()} == {
        "2024-03": "ARRIVED",
        "2024-04": "LATE",
        "2024-05": "OTHER_ACCOUNT",
        "2024-06": "SHORT",
        "2024-07": "MISSING",
    }
    assert (found["2024-04"]["daysLate"], found["2024-04"]["arrivedOn"]) == (9, "2024-05-09")
    assert found["2024-05"]["otherAccount"] == MIXED
    assert (found["2024-06"]["paid"], found["2024-06"]["received"]) == (3_000_012, 1_000_006)
    assert (found["2024-06"]["schoolsMissing"], found["2024-07"]["schoolsMissing"]) == (1, 2)


def test_amounts_at_the_bank_go_to_schools_and_add_up_by_month(may: Ledger) -> None:
    nodes = may.data("{ bankAmounts { nodes { sostenedorRut month rbd received paidOut } } }")[
        "bankAmounts"
    ]["nodes"]
    assert [(one["month"], one["rbd"], one["received"], one["paidOut"]) for one in nodes] == [
        ("2024-05", None, 0, 4_990),
        ("2024-05", 1, 1_000_333, 60_000),
    ]


def test_a_deposit_is_not_missing_where_no_statement_would_show_it(ledger: Ledger) -> None:
    months = ("2024-03", "2024-04", "2024-05")
    reconciled(
        ledger,
        school(1, 2024),
        *(payment(1, month, 1_000_000 + int(month[-1])) for month in months),
        movement(date(2024, 3, 20), 1, 1_000_003),
        movement(date(2024, 4, 20), 1, -7, text="COMISION"),
        movement(date(2024, 5, 20), 1, -7, text="COMISION"),
    )
    # The deposit of May may still arrive in June, of which there is no statement.
    assert {month: node["state"] for month, node in states(ledger).items()} == {
        "2024-03": "ARRIVED",
        "2024-04": "MISSING",
        "2024-05": "UNKNOWN",
    }


def test_without_documents_of_a_year_charges_are_unidentified_for_want_of_books(
    may: Ledger,
) -> None:
    question = """query ($holder: Rut!, $account: String!, $month: Month!) {
      bankReconciliation(sostenedor: $holder, bankAccount: $account, month: $month) {
        unidentifiedCharges booksKnown } }"""

    def asked(month: str) -> tuple[object, ...]:
        given = {"holder": str(HOLDER), "account": ACCOUNT, "month": month}
        return tuple(may.data(question, **given)["bankReconciliation"].values())

    assert asked("2024-05") == (4_990, True)
    may.record(movement(date(2025, 1, 3), 1, -70_000, text="GIRO"))
    assert asked("2025-01") == (74_990, False)


# Own accounts


def test_a_transfer_between_own_accounts_is_followed_until_it_is_restored(ledger: Ledger) -> None:
    other = {"bank_account": MIXED, "sep_only": False}
    reconciled(
        ledger,
        movement(date(2024, 8, 1), 1, -500, text="TRASPASO"),
        movement(date(2024, 8, 1), 1, 500, text="TRASPASO", **other),
        movement(date(2024, 9, 15), 1, -500, text="DEVOLUCION", **other),
        movement(date(2024, 9, 15), 1, 500, text="DEVOLUCION"),
        movement(date(2024, 10, 1), 1, -700, text="TRASPASO A CUENTA GENERAL"),
        movement(date(2024, 10, 2), 1, -900, text="GIRO"),
        # Of November nothing is known.
        movement(date(2024, 12, 5), 1, -10, text="GIRO"),
    )
    nodes = ledger.data(
        """{ ownTransfers { nodes { fromAccount toAccount fromSep toSep occurredOn amount
             restoredOn daysOut outUntil } } }"""
    )["ownTransfers"]["nodes"]
    told = ("fromAccount", "toAccount", "amount", "daysOut", "outUntil")
    assert [tuple(node[name] for name in told) for node in nodes] == [
        (ACCOUNT, MIXED, 500, 45, "2024-09-14"),
        (MIXED, ACCOUNT, 500, None, "2024-09-15"),
        (ACCOUNT, None, 700, None, "2024-10-02"),
    ]


# It always adds up

DAYS = st.integers(0, 120).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
SUMS = st.sampled_from([1_000, 2_000, 3_000, 12_345])
LINES = st.lists(
    st.tuples(DAYS, SUMS, st.booleans(), st.sampled_from(["", "771", "772"])), max_size=7
)
BOOKED = st.lists(st.tuples(DAYS, SUMS, st.sampled_from(["771", "772", "773"])), max_size=5)
PAID = st.sets(st.tuples(st.integers(1, 4), SUMS), max_size=3)
_numbers = count(65_000_000)


def balance(amounts: Sequence[tuple[date, int]], month: Period) -> int:
    return sum(amount for day, amount in amounts if day <= month.last_day)


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller case would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(LINES, BOOKED, PAID)
def test_it_always_adds_up(
    ledger: Ledger,
    lines: list[tuple[date, int, bool, str]],
    booked: list[tuple[date, int, str]],
    paid: set[tuple[int, int]],
) -> None:
    holder = Rut.from_number(next(_numbers))
    rbd = int(holder.number) % 90_000 + 1
    bank = [(day, amount if into else -amount) for day, amount, into, _ in lines]
    months = dict(paid)
    ledger_of = [(day, -amount) for day, amount, _ in booked]
    ledger_of += [(Period.of(2024, month).last_day, amount) for month, amount in months.items()]
    facts: list[Fact] = [school(rbd, 2024, sostenedor=holder)]
    # An account of this number is known, if only as somebody else's.
    facts.append(movement(date(2024, 1, 2), 1, 1, sostenedor=HOLDER))
    facts += [
        movement(day, number, amount, sostenedor=holder, text=f"PAGO {lines[number - 1][3]}")
        for number, (day, amount) in enumerate(bank, start=1)
    ]
    facts += [payment(rbd, f"2024-0{month}", amount) for month, amount in months.items()]
    facts += [
        document(
            rbd,
            f"41050{place}",
            amount,
            sostenedor=holder,
            document_number=f"{number}{place}",
            paid_on=day,
        )
        for place, (day, amount, number) in enumerate(booked)
    ]
    reconciled(ledger, *facts)
    for month in (Period("2024-01"), Period("2024-03"), Period("2024-12")):
        found = ledger.data(STATEMENT, holder=str(holder), account=ACCOUNT, month=str(month))
        one = found["bankReconciliation"]
        if not bank:
            assert one is None
            continue
        assert one["bankBalance"] == balance(bank, month)
        assert one["bookBalance"] == balance(ledger_of, month)
        apart = one["bankBalance"] - one["bookBalance"]
        assert apart == one["uncashed"] - one["inTransit"] + one["unexplained"]
        assert apart == sum(item["amount"] for item in one["items"]["nodes"])
