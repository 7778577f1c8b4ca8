"""SWIFT MT940, read by `mt-940`."""

import re
from pathlib import Path
from typing import Any

import mt940

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.statements.lines import Statement, StatementLine

_FIRST_TAG = re.compile(rb"(?:^|\n):20:")
_STATEMENTS = re.compile(r"(?m)^(?=:20:)")
_NO_REFERENCE = ("", "NONREF")


def is_mt940(sample: bytes) -> bool:
    """Whether a file opens as MT940."""
    head = sample[:2048]
    return bool(_FIRST_TAG.search(head)) and b":25:" in head


def read_mt940(path: Path) -> list[Statement]:
    """Its statements, one for each `:20:`. Raises FileRefusedError where it is malformed."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    number, found = 0, []
    for part in _STATEMENTS.split(text.replace("\r\n", "\n"))[1:]:
        statement = _statement(path, part, number)
        number += len(statement.lines)
        found.append(statement)
    return found


def _statement(path: Path, text: str, before: int) -> Statement:
    try:
        given = mt940.parse(text)
    except (RuntimeError, ValueError, ArithmeticError) as error:
        raise FileRefusedError(f"{path.name} no es MT940 bien formado: {error}") from None
    account = str(given.data.get("account_identification", ""))
    statement = Statement(
        account,
        opening=_balance(given.data, "final_opening_balance"),
        closing=_balance(given.data, "final_closing_balance"),
    )
    for number, each in enumerate(given, start=before + 1):
        statement.lines.append(_line(each.data, number))
    return statement


def _line(data: dict[str, Any], number: int) -> StatementLine:
    references = (data.get("customer_reference") or "", data.get("bank_reference") or "")
    return StatementLine(
        number=number,
        day=data.get("entry_date") or data["date"],
        amount=data["amount"].amount,
        text=data.get("transaction_details") or data.get("extra_details") or "",
        reference=next((one for one in references if one not in _NO_REFERENCE), ""),
        currency=data["amount"].currency or "",
    )


def _balance(data: dict[str, Any], name: str) -> Any:
    balance = data.get(name)
    return None if balance is None else balance.amount.amount
