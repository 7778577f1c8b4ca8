"""What a text means at a glance, for columns whose texts seldom come again.

Each says what the careful reading of its column says, as JSON has it, and raises NotPlainError for
whatever would need a closer look.
"""

import re
from collections.abc import Callable
from typing import NoReturn

from sep_ledger.importing.rows import is_digits

_MOST_DIGITS = 15
# As `str(Decimal(text))` has it: no leading zeros, and not so small as to be written with an E.
_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,4})(?:\.\d{1,6})?", re.ASCII)


class NotPlainError(ValueError):
    """A row has to be read with care."""


def text(said: str) -> str:
    """As `Row.text`."""
    return said.strip() or _not_plain()


def optional_text(said: str) -> str | None:
    """As `Row.optional_text`."""
    return said.strip() or None


def digits(said: str) -> int:
    """As any reading of a whole number that is not negative and has no bound below 10^15."""
    said = said.strip()
    if len(said) > _MOST_DIGITS or not is_digits(said):
        raise NotPlainError
    return int(said)


def whole(least: int, most: int) -> Callable[[str], int]:
    """As `reading.whole` between two bounds."""

    def glance(said: str) -> int:
        number = digits(said)
        return number if least <= number <= most else _not_plain()

    return glance


rbd = whole(1, 99_999)
"""As `Row.rbd`."""


def optional_digits(said: str) -> int | None:
    """As `digits`, where the cell may be blank."""
    said = said.strip()
    return digits(said) if said else None


def decimal(said: str) -> str:
    """As `reading.decimal` with a bound of 99,999 or more."""
    said = said.strip()
    return said if _DECIMAL.fullmatch(said) else _not_plain()


def _not_plain() -> NoReturn:
    raise NotPlainError
