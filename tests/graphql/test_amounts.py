"""The promise: ten amounts of one year stand apart, nothing known is not zero, and each becomes any
other by lines that add up."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import amended, contract
from tests.projections.given import payment, school
from tests.projections.journal_given import bank_line, document, opening, review

from sep_domain.accounting.amounts import Amount
from sep_domain.events.funds.accounting import SaldoCertified

AMOUNTS = """{ amounts(by: [%s]%s) { rbd computed paid received committed paidOut declared accepted
  rejected returned accredited } }"""
BRIDGE = """{ amountBridge(fromAmount: %s, toAmount: %s, year: 2024%s) {
  start end lines { fromAmount toAmount kind detail explanation amount } } }"""


@pytest.fixture
def year(ledger: Ledger) -> Ledger:
    """School 1 in 2024: 1,000 paid, 900 received, 300 out, 250 declared, 200 accepted."""
    ledger.record(
        school(1, 2024),
        opening(40),
        payment(1, "2024-03", 600),
        payment(1, "2024-04", 400),
        bank_line(600, "ABONO SUBVENCION ESCOLAR PREFERENCIAL"),
        bank_line(300, "ABONO SUBVENCION ESCOLAR PREFERENCIAL", occurred_on=date(2024, 4, 20)),
        bank_line(25, "DEPOSITO EN EFECTIVO", line=2, occurred_on=date(2024, 4, 21)),
        bank_line(-300, "PAGO FACE", line=3, occurred_on=date(2024, 5, 3)),
        document(250),
        contract("C-1", 500),
        amended("C-1", date(2024, 6, 1), 450),
        review(200, 40),
        SaldoCertified(
            occurred_on=date(2024, 12, 31),
            sostenedor="62000660-2",
            rbd=1,
            year=2024,
            subvencion="SEP",
            bank_account="1",
            amount=780,
        ),
    )
    return ledger


def test_ten_amounts_stand_apart(year: Ledger) -> None:
    [found] = year.data(AMOUNTS % ("YEAR", ', filter: { fund: "SEP" }'))["amounts"]
    assert found == {
        "rbd": None,
        "computed": None,
        "paid": 1_000,
        "received": 900,
        "committed": 450,
        "paidOut": 300,
        "declared": 250,
        "accepted": 200,
        "rejected": 40,
        "returned": None,
        "accredited": 780,
    }


def test_a_bank_knows_no_school(year: Ledger) -> None:
    rows = year.data(AMOUNTS % ("RBD", ', filter: { fund: "SEP", year: 2024 }'))["amounts"]
    found = {row["rbd"]: row for row in rows}
    assert (found[1]["paid"], found[1]["received"]) == (1_000, None)
    assert (found[None]["paid"], found[None]["received"]) == (None, 900)


def test_a_balance_certified_twice_is_the_last_one(year: Ledger) -> None:
    certificate = SaldoCertified(
        occurred_on=date(2023, 12, 31),
        sostenedor="62000660-2",
        rbd=1,
        year=2023,
        subvencion="SEP",
        bank_account="1",
        amount=40,
    )
    year.record(certificate)
    [both] = year.data(AMOUNTS % ("FUND", ', filter: { fund: "SEP" }'))["amounts"]
    assert both["accredited"] == 780
    earlier, later = year.data(AMOUNTS % ("YEAR", ', filter: { fund: "SEP" }'))["amounts"]
    assert (earlier["accredited"], later["accredited"]) == (40, 780)


def _lines(bridge: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(line["kind"], line["detail"], line["amount"]) for line in bridge["lines"]]


def test_from_paid_to_declared_line_by_line(year: Ledger) -> None:
    bridge = year.data(BRIDGE % ("PAID", "DECLARED", ""))["amountBridge"]
    assert (bridge["start"], bridge["end"]) == (1_000, 250)
    assert _lines(bridge) == [
        ("no_abonado", "2024-04", -100),
        ("otros_abonos", "2024-04", 25),
        ("queda_en_banco", "2024-03", -600),
        ("queda_en_banco", "2024-04", -325),
        ("queda_en_banco", "2024-05", 300),
        ("cargos_sin_documento", "2024-05", -50),
    ]


def test_from_declared_to_accepted_and_to_the_certificate(year: Ledger) -> None:
    accepted = year.data(BRIDGE % ("DECLARED", "ACCEPTED", ""))["amountBridge"]
    assert _lines(accepted) == [
        ("diferencia_de_revision", "1", -10),
        ("rechazado", "1", -40),
    ]
    saldo = year.data(BRIDGE % ("PAID", "ACCREDITED", ""))["amountBridge"]
    assert _lines(saldo) == [
        ("diferencia_con_certificado", "", -10),
        ("gasto_declarado", "", -250),
        ("saldo_inicial", "", 40),
    ]


@pytest.mark.parametrize("whose", ["", ", rbd: 1", ', sostenedor: "62000660-2"', ", rbd: 9"])
def test_any_amount_becomes_any_other(year: Ledger, whose: str) -> None:
    for start in Amount:
        found = year.data(_to_every_other(start, whose))
        for end, bridge in found.items():
            moved = sum(line["amount"] for line in bridge["lines"])
            assert (bridge["start"] or 0) + moved == (bridge["end"] or 0), (start, end)
            assert all(line["explanation"] for line in bridge["lines"])


def _to_every_other(start: Amount, whose: str) -> str:
    fields = (
        f"{end.name}: amountBridge(fromAmount: {start.name}, toAmount: {end.name}, year: 2024"
        f"{whose}) {{ start end lines {{ amount explanation }} }}"
        for end in Amount
    )
    return f"{{ {' '.join(fields)} }}"


def test_nothing_to_split_by_is_refused(year: Ledger) -> None:
    assert year.ask("{ amounts(by: []) { paid } }").codes == {"BAD_ARGUMENT"}
