"""A statement as rows of our template `movimientos_bancarios`.

A line's number counts within its day, in the order of time. So two statements that overlap number
the days that both hold alike, and their lines meet in the log instead of standing twice; two lines
of one day that say the same stay two. Pages that continue each other number on (`pages`).

Beside the template's columns stand what the statement itself says: what the account held before a
line, and why a line could not be read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sep_intake.banks.balances import NOTHING, Held, balances_of
from sep_intake.banks.lines import BankStatement, BankStatementLine, Unread

TEMPLATE = (
    "rut_sostenedor",
    "banco",
    "cuenta",
    "exclusiva_sep",
    "fecha",
    "linea",
    "glosa",
    "documento",
    "cargo",
    "abono",
    "saldo",
)
BEFORE, OPENING = "saldo_anterior", "saldo_inicial"
UNREAD = ("no_leido_campo", "no_leido_valor", "no_leido_motivo", "no_leido_forma")
BESIDE = (BEFORE, OPENING, *UNREAD)
HEADER = (*TEMPLATE, *BESIDE)

NO_TEXT = "(sin glosa)"
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What no database holds as text."""


@dataclass(frozen=True, slots=True)
class NumberedCells:
    """A row, and the place of its line in the file."""

    number: int
    cells: list[str]


def rows_of(
    statement: BankStatement, owner: Sequence[str], already: int
) -> Iterator[NumberedCells]:
    """The statement's lines as rows. `owner` is RUT, bank, account and whether it is for SEP;
    `already` counts the lines of its first day that stand on earlier pages."""
    of_day = Counter({first_day(statement): already})
    opening = statement.opening if statement.opening_stated else None
    for line, held_then in zip(statement.lines, balances_of(statement), strict=True):
        of_day[line.day] += 1
        cells = [*owner, *_said(line, of_day[line.day])]
        unread = line.unread or _unprintable(line)
        if unread is None:
            yield NumberedCells(line.number, [*cells, *_balances(held_then, opening), *[""] * 4])
            opening = None
        else:
            yield NumberedCells(line.number, [*cells, *_balances(NOTHING, None), *_told(unread)])


def first_day(statement: BankStatement) -> date | None:
    return next((line.day for line in statement.lines if line.day), None)


def _said(line: BankStatementLine, place: int) -> list[str]:
    amount = line.amount or 0
    return [
        str(line.day or ""),
        str(place),
        " ".join(_NO_TEXT.sub("?", line.text).split()) or NO_TEXT,
        _NO_TEXT.sub("?", line.reference).strip(),
        str(-amount) if amount < 0 else "",
        str(amount) if amount > 0 else "",
    ]


def _balances(held_then: Held, opening: int | None) -> list[str]:
    """Balance after, before, and before the first line of the statement."""
    before, after = held_then
    return ["" if each is None else str(each) for each in (after, before, opening)]


def _told(unread: Unread) -> list[str]:
    return [unread.field, _NO_TEXT.sub("?", unread.value), unread.reason, unread.expected]


def _unprintable(line: BankStatementLine) -> Unread | None:
    for field, text in (("glosa", line.text), ("documento", line.reference)):
        if _NO_TEXT.search(text):
            shown = _NO_TEXT.sub("?", text)
            return Unread(field, shown, "trae un carácter que no es texto", "letras y signos")
    return None
