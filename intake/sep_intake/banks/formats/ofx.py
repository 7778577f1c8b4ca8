"""OFX, versions 1 (SGML) and 2 (XML): the few elements of a bank statement, whatever is around.

What a bank leaves out or writes its own way and we do not use (FITID, TRNTYPE, LEDGERBAL) is
dispensed with. A line that cannot be read is rejected; the rest loads.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

from sep_intake.banks.amounts import (
    calendar_day,
    either_mark,
    first_of,
    no_day,
    no_pesos,
)
from sep_intake.banks.formats.markup import Element, MalformedError, elements
from sep_intake.banks.lines import CURRENCY, BankStatement, BankStatementLine, Unread
from sep_intake.banks.text import line_ends, text_of
from sep_intake.cells.places import Place
from sep_intake.columns.layout import FileRefusedError, Warned

_MARKS = (b"OFXHEADER", b"<?OFX", b"<OFX>")
_CHARSET = re.compile(rb"""^CHARSET:\s*([A-Za-z0-9._-]+)|encoding\s*=\s*["']([\w.-]+)["']""", re.M)
_BODY = re.compile("<OFX>", re.IGNORECASE)
_DAY = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2}){0,3}(?:\.[0-9]{1,6})?\s*(?:\[[^\]]*\])?"
)
_STATEMENTS = ("STMTRS", "CCSTMTRS")


def is_ofx(sample: bytes) -> bool:
    """Whether a file opens as OFX."""
    return any(mark in sample[:512] for mark in _MARKS)


def read_ofx(path: Path) -> list[BankStatement]:
    """Its bank statements. Raises FileRefusedError where it is malformed or cut off."""
    text = line_ends(_text(path))
    body = _BODY.search(text)
    if body is None:
        raise FileRefusedError(f"{path.name} no es OFX: no trae «<OFX>»")
    try:
        found = elements(text[body.start() :])
    except MalformedError as error:
        raise FileRefusedError(f"{path.name} no es OFX bien formado: {error}") from None
    numbers, above = count(1), text.count("\n", 0, body.start())
    return [_Statement(each, above).read(numbers) for each in found if each.name in _STATEMENTS]


def _text(path: Path) -> str:
    content = path.read_bytes()
    declared = _CHARSET.search(content[:1024])
    name = (declared[1] or declared[2] or b"").decode("ascii", "replace") if declared else ""
    if name.isdecimal():
        name = f"cp{name}"
    try:
        return text_of(content, "" if name.upper() in ("NONE", "UNICODE") else name)
    except (LookupError, UnicodeError):
        raise FileRefusedError(f"{path.name} no está en {name}, como dice") from None


class _Statement:
    """An account's list of lines, with what is said of all of them."""

    def __init__(self, element: Element, above: int) -> None:
        """`above` counts the lines of the file before those that elements count."""
        self._element = element
        self._above = above
        self._listed = element.child("BANKTRANLIST")
        self._currency = element.text("CURDEF")
        account = element.child("BANKACCTFROM") or element.child("CCACCTFROM")
        self._result = BankStatement(account.text("ACCTID") if account else "")

    def read(self, numbers: Iterator[int]) -> BankStatement:
        lines = self._listed.children if self._listed else []
        self._result.lines = [
            self._line(each, next(numbers)) for each in lines if each.name == "STMTTRN"
        ]
        self._result.closing = self._closing()
        return self._result

    def _line(self, given: Element, number: int) -> BankStatementLine:
        posted, currency = given.text("DTPOSTED"), given.child("CURRENCY")
        day, amount = _day(posted), either_mark("TRNAMT", given.text("TRNAMT"))
        unread = first_of(
            (
                no_day("DTPOSTED", posted, day, "AAAAMMDD"),
                no_pesos("CURRENCY", currency.text("CURSYM").upper() if currency else ""),
                no_pesos("CURDEF", self._currency.upper()),
                amount,
            )
        )
        payee = given.child("PAYEE")
        said = (given.text("NAME") or (payee.text("NAME") if payee else ""), given.text("MEMO"))
        return BankStatementLine(
            number=number,
            day=day,
            amount=None if isinstance(amount, Unread) else amount,
            text=" ".join(dict.fromkeys(text for text in said if text)),
            reference=given.text("CHECKNUM") or given.text("REFNUM"),
            mark=given.text("FITID"),
            unread=unread,
            place=Place(self._above + given.line),
        )

    def _closing(self) -> int | None:
        """The ledger balance, where it is of the end of the list: it holds on the day that it
        names, which may be the day of the download."""
        balance = self._element.child("LEDGERBAL")
        if balance is None or self._currency.upper() not in ("", CURRENCY):
            return None
        as_of = _day(balance.text("DTASOF"))
        days = [line.day for line in self._result.lines if line.day]
        end = _day(self._listed.text("DTEND")) if self._listed else None
        end = end or max(days, default=None)
        if as_of is None or end is None or not max(days, default=as_of) <= as_of <= end:
            return None
        amount = either_mark("BALAMT", balance.text("BALAMT"))
        if isinstance(amount, int):
            return amount
        reason = f"el saldo no se puede leer y no se comprueba; se espera {amount.expected}"
        self._result.remarks.append(Warned(0, "BALAMT", amount.value, reason))
        return None


def _day(written: str) -> date | None:
    """The day as the bank writes it, whatever the zone it names: its books close by that day."""
    read = _DAY.fullmatch(written)
    return read and calendar_day(int(read[1]), int(read[2]), int(read[3]))
