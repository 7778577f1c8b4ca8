"""A statement as every format gives it, and as rows of our template.

A line's number counts within its day, in the order of time. So two statements that overlap number
the days that both hold alike, and their lines meet in the log instead of standing twice; two lines
of one day that say the same stay two. Where a format states no balance after each line, it is
counted on from the opening balance, and the last line takes the closing balance as stated: if lines
are missing the two do not follow from each other, and the import says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

HEADER = (
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
_CURRENCY = "CLP"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line as its bank wrote it; what cannot be read is kept as it stands, to be rejected."""

    number: int
    """Its place in the file, from 1."""
    day: date | str
    amount: Decimal | str
    """Positive for money in."""
    text: str
    reference: str = ""
    balance: Decimal | str | None = None
    currency: str = _CURRENCY


@dataclass(slots=True)
class Statement:
    """The lines of an account, and the balances before and after them where they are stated."""

    account: str
    lines: list[StatementLine] = field(default_factory=list)
    opening: Decimal | None = None
    closing: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NumberedCells:
    """A row of our template, and the place of its line in the file."""

    number: int
    cells: list[str]


def rows_of(statement: Statement, owner: Sequence[str]) -> Iterator[NumberedCells]:
    """The statement's lines as rows; `owner` is RUT, bank, account and whether it is for SEP."""
    lines = in_order(statement.lines)
    balances = _balances(statement, lines)
    of_day: Counter[date | str] = Counter()
    for line, balance in zip(lines, balances, strict=True):
        of_day[line.day] += 1
        out, into = _sides(line)
        yield NumberedCells(
            line.number,
            [
                *owner,
                str(line.day),
                str(of_day[line.day]),
                " ".join(line.text.split()) or "(sin glosa)",
                line.reference.strip(),
                out,
                into,
                _written(balance),
            ],
        )


def in_order(lines: list[StatementLine]) -> list[StatementLine]:
    """The lines from the oldest on; some banks write the newest first."""
    days = [line.day for line in lines if isinstance(line.day, date)]
    ordered = lines[::-1] if days and days[0] > days[-1] else lines
    return sorted(ordered, key=lambda line: line.day if isinstance(line.day, date) else date.min)


def _balances(statement: Statement, lines: list[StatementLine]) -> list[Decimal | str | None]:
    stated = [line.balance for line in lines]
    amounts = [line.amount for line in lines if isinstance(line.amount, Decimal)]
    if any(balance is not None for balance in stated) or len(amounts) < len(lines):
        return stated
    opening = statement.opening
    if opening is None and statement.closing is not None:
        opening = statement.closing - sum(amounts)
    if opening is None:
        return stated
    counted: list[Decimal | str | None] = []
    for amount in amounts:
        opening += amount
        counted.append(opening)
    return [*counted[:-1], opening if statement.closing is None else statement.closing]


def _sides(line: StatementLine) -> tuple[str, str]:
    """Charge and credit. A currency other than the peso is no amount of ours."""
    if isinstance(line.amount, str):
        return line.amount, ""
    foreign = "" if line.currency in ("", _CURRENCY) else f" {line.currency}"
    written = _written(abs(line.amount)) + foreign
    return ("", written) if line.amount > 0 else (written, "")


def _written(amount: Decimal | str | None) -> str:
    """Whole pesos without decimals; a fraction of a peso as it stands, which no row accepts."""
    if amount is None or isinstance(amount, str):
        return amount or ""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:f}"
