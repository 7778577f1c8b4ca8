"""A statement as every format gives it: lines, and the balances before and after them.

What a format cannot read stays a line, with the reason: it is rejected by name, and keeps its place
among the lines of its day.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from sep_intake.cells.places import Place
from sep_intake.columns.layout import Warned

FIRST_DAY = date(2008, 1, 1)
"""Ley 20.248 is of February 2008: no line of an account that holds SEP money is older."""

CURRENCY = "CLP"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a line is no row of ours, as whoever sent the file is told."""

    field: str
    """As the format or the bank calls it."""
    value: str
    reason: str
    expected: str


@dataclass(frozen=True, slots=True)
class BankStatementLine:
    """A line as its bank wrote it."""

    number: int
    """Its place in the file, from 1."""
    day: date | None
    """None where it cannot be read."""
    amount: int | None
    """Whole pesos, positive for money in; None where it cannot be read."""
    text: str
    reference: str = ""
    balance: int | None = None
    """After the line, where the format states it."""
    mark: str = ""
    """The bank's own mark of the line, which tells apart lines of one file that say the same."""
    unread: Unread | None = None
    place: Place | None = None
    """Where a person who opens the file finds it, where the format has such places."""


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Which page of which statement, for statements that come in several."""

    statement: str
    number: int


@dataclass(slots=True)
class BankStatement:
    """The lines of an account, from the oldest on once `in_order`."""

    account: str
    lines: list[BankStatementLine] = field(default_factory=list)
    opening: int | None = None
    """What the account held before them, None where nothing tells."""
    closing: int | None = None
    opening_stated: bool = True
    """Whether the opening is the bank's word, not what we count back from the closing balance."""
    page: StatementPage | None = None
    remarks: list[Warned] = field(default_factory=list)
    """What else whoever sent the file should know."""

    @property
    def continues(self) -> bool:
        """Whether it says of itself that another page comes before."""
        return self.page is not None and self.page.number > 1

    @property
    def readable(self) -> list[BankStatementLine]:
        return [line for line in self.lines if line.unread is None]


def put_in_order(statement: BankStatement) -> None:
    """Lines from the oldest on, and the balances that follow from stated ones."""
    lines = statement.lines
    if _newest_first(lines):
        lines = lines[::-1]
    statement.lines = sorted(lines, key=lambda line: line.day or date.min)
    stated = [line for line in statement.lines if line.balance is not None]
    if stated:
        first = stated[0]
        if first is statement.lines[0] and first.balance is not None and first.amount is not None:
            statement.opening = first.balance - first.amount
        statement.closing = stated[-1].balance
    elif statement.opening is None and statement.closing is not None:
        amounts = [line.amount for line in statement.readable if line.amount is not None]
        if len(amounts) == len(statement.lines):
            statement.opening = statement.closing - sum(amounts)
            statement.opening_stated = False


def _newest_first(lines: list[BankStatementLine]) -> bool:
    """Told by the days; within a single day, by balances that follow from each other upwards."""
    days = [line.day for line in lines if line.day]
    if days and days[0] != days[-1]:
        return days[0] > days[-1]
    steps = list(pairwise(lines))
    return bool(steps) and _follow(steps[::-1], upwards=True) and not _follow(steps, upwards=False)


def _follow(steps: list[tuple[BankStatementLine, BankStatementLine]], *, upwards: bool) -> bool:
    for above, below in steps:
        before, after = (below, above) if upwards else (above, below)
        if before.balance is None or after.balance is None or after.amount is None:
            return False
        if before.balance + after.amount != after.balance:
            return False
    return True
