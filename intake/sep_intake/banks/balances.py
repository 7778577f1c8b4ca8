"""What an account holds before and after each line of a statement.

Where the format states no balance after each line, it is counted: from the opening balance up to
the first line that cannot be read, and back from the closing balance after the last such line. The
last line takes the closing balance as stated: where lines are missing, it does not follow.
"""

from itertools import accumulate
from typing import NamedTuple

from sep_intake.banks.lines import BankStatement, BankStatementLine
from sep_intake.columns.layout import Warned


class Held(NamedTuple):
    """None where nothing tells."""

    before: int | None
    after: int | None


NOTHING = Held(None, None)


def balances_of(statement: BankStatement) -> list[Held]:
    """Of each line, in their order."""
    if any(line.balance is not None for line in statement.lines):
        return _stated(statement)
    return _counted(statement)


def gap_without_lines(statement: BankStatement) -> Warned | None:
    """A statement of which no line loads, whose balances yet differ."""
    opening, closing = statement.opening, statement.closing
    if statement.readable or opening is None or closing is None or opening == closing:
        return None
    reason = (
        f"el saldo inicial es {opening} y el final {closing}, sin movimientos que se hayan leído: "
        f"faltan {abs(closing - opening)} pesos en la cartola"
    )
    return Warned(0, "saldo", str(closing), reason)


def _stated(statement: BankStatement) -> list[Held]:
    """Some banks state a balance only after the last line of a day."""
    before: int | None = None
    found = []
    for line in statement.lines:
        found.append(NOTHING if line.unread else Held(before, line.balance))
        if line.balance is not None:
            before = line.balance
        elif before is not None:
            before += _counts(line)
    return found


def _counted(statement: BankStatement) -> list[Held]:
    lines, amounts = statement.lines, [_counts(line) for line in statement.lines]
    unread = [place for place, line in enumerate(lines) if line.unread]
    readable = [place for place, line in enumerate(lines) if not line.unread]
    if not readable:
        return [NOTHING] * len(lines)
    before, after = _forwards(statement.opening, amounts)
    back = _backwards(statement.closing, amounts)
    for place in range(unread[0] if unread else len(lines), len(lines)):
        after[place] = back[place] if place > unread[-1] else None
        if place > unread[-1] + 1:
            before[place] = after[place - 1]
    if statement.closing is not None:
        after[readable[-1]] = statement.closing
    found = list(map(Held, before, after))
    return [NOTHING if line.unread else each for line, each in zip(lines, found, strict=True)]


def _counts(line: BankStatementLine) -> int:
    return 0 if line.unread or line.amount is None else line.amount


def _forwards(opening: int | None, amounts: list[int]) -> tuple[list[int | None], list[int | None]]:
    if opening is None:
        return [None] * len(amounts), [None] * len(amounts)
    running = list(accumulate(amounts, initial=opening))
    return [*running[:-1]], [*running[1:]]


def _backwards(closing: int | None, amounts: list[int]) -> list[int | None]:
    if closing is None:
        return [None] * len(amounts)
    later = list(accumulate(reversed(amounts), initial=0))[:-1]
    return [closing - each for each in reversed(later)]
