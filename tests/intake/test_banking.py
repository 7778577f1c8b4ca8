"""A bank line is money in or money out, in the account and on the day that the bank says."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.funds.accounting import BankMovementRecorded
from sep_domain.values.identifiers import Rut
from sep_intake.layouts.money.banking import MovimientosBancarios

Read = Callable[..., Any]

HEADER = "rut_sostenedor;banco;cuenta;exclusiva_sep;fecha;linea;glosa;documento;cargo;abono;saldo"
START = "62000660-2;Banco;00123;1;2023-03-31;1;ABONO SEP;77;"


def test_a_line_keeps_account_day_line_and_balance(read: Read) -> None:
    assert read(MovimientosBancarios, HEADER, START + ";5000;5000").facts == [
        BankMovementRecorded(
            occurred_on=date(2023, 3, 31),
            sostenedor=Rut("62000660-2"),
            bank="Banco",
            bank_account="00123",
            sep_only=True,
            line=1,
            text="ABONO SEP",
            reference="77",
            amount=5000,
            balance=5000,
        )
    ]


@pytest.mark.parametrize(
    ("cells", "amount"),
    [("5000;;", -5000), (";5000;", 5000), ("5000;0;", -5000), ("0;5000;", 5000)],
)
def test_money_out_is_negative_and_money_in_positive(read: Read, cells: str, amount: int) -> None:
    assert read(MovimientosBancarios, HEADER, START + cells).facts[0].amount == amount


def test_an_overdraft_is_a_negative_balance(read: Read) -> None:
    assert read(MovimientosBancarios, HEADER, START + "5000;;-200").facts[0].balance == -200


@pytest.mark.parametrize("cells", [";;0", "0;0;0", "10;20;0", "-10;;0"])
def test_a_line_that_is_neither_or_both_is_refused(read: Read, cells: str) -> None:
    [refused] = read(MovimientosBancarios, HEADER, START + cells).rejected
    assert refused.field == "cargo"
