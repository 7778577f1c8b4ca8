"""The grammar of cells read literally: a character after the other, with no expression of patterns.

It shares nothing with what it judges but the words of its documentation. Slow on purpose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

DIGITS = "0123456789"
_DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Amounts:
    """What the documentation says of a kind of number."""

    marks: str
    decimals: int
    """0 where only one or two zeros may follow the mark."""
    refused: Callable[[str], bool] = lambda _: False
    """Decimals that may as well be thousands."""
    bare: bool = False


def never_three(decimals: str) -> bool:
    return len(decimals) == 3


def not_three_with_a_zero(decimals: str) -> bool:
    return len(decimals) == 3 and decimals[2] == "0"


def amount(text: str, form: Amounts) -> Decimal | None:
    """The number that a text says, None where it says none."""
    sign, rest = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    whole, rest = _digits(rest)
    decimals = ""
    if rest:
        if rest[0] not in form.marks:
            return None
        decimals, rest = _digits(rest[1:])
        if rest or not _decimals_are_in(form, decimals):
            return None
    if len(whole) > 18 or (not whole and not (form.bare and decimals)):
        return None
    digits = tuple(DIGITS.index(digit) for digit in whole + decimals)
    return Decimal((int(sign == "-"), digits, -len(decimals)))


def _decimals_are_in(form: Amounts, decimals: str) -> bool:
    if form.decimals == 0:
        return decimals in ("0", "00")
    return 1 <= len(decimals) <= form.decimals and not form.refused(decimals)


def day(text: str, *, day_first: bool = False) -> date | None:
    """The day that a text says, with or without a time; None where it says none."""
    if _shaped(text[:10], "dddd-dd-dd") and _is_time(text[10:], "T "):
        return _day(int(text[:4]), int(text[5:7]), int(text[8:10]))
    begins = any(_shaped(text[:10], shape) for shape in ("dd-dd-dddd", "dd/dd/dddd"))
    if day_first and begins and _is_time(text[10:], " "):
        return _day(int(text[6:10]), int(text[3:5]), int(text[:2]))
    return None


def year_and_month(text: str) -> tuple[int, int] | None:
    if not _shaped(text, "dddd-dd") or text[:4] == "0000" or not 1 <= int(text[5:]) <= 12:
        return None
    return int(text[:4]), int(text[5:])


def is_instant(text: str) -> bool:
    """Whether a text is a day, a time and an offset."""
    if text[-1:] in ("Z", "z"):
        rest = text[:-1]
    elif _shaped(text[-6:], "+dd:dd") and int(text[-5:-3]) < 24 and int(text[-2:]) < 60:
        rest = text[:-6]
    else:
        return False
    return rest[10:11] in ("T", "t") and day(f"{rest[:10]}T{rest[11:]}") is not None


def _digits(text: str) -> tuple[str, str]:
    """How a text begins in digits, and what follows."""
    length = 0
    while length < len(text) and text[length] in DIGITS:
        length += 1
    return text[:length], text[length:]


def _shaped(text: str, shape: str) -> bool:
    """Each `d` a digit, `+` a sign, anything else itself."""
    if len(text) != len(shape):
        return False
    for character, wanted in zip(text, shape, strict=True):
        allowed = {"d": DIGITS, "+": "+-"}.get(wanted, wanted)
        if character not in allowed:
            return False
    return True


def _is_time(text: str, before: str) -> bool:
    """Whether what follows a day is a time of day, or nothing."""
    if not text:
        return True
    if text[0] not in before or not _shaped(text[1:6], "dd:dd"):
        return False
    return int(text[1:3]) < 24 and int(text[4:6]) < 60 and _are_seconds(text[6:])


def _are_seconds(text: str) -> bool:
    """Whether what follows the minutes is seconds with up to nine decimals, or nothing."""
    if not text:
        return True
    if not _shaped(text[:3], ":dd") or int(text[1:3]) > 59:
        return False
    digits, after = _digits(text[4:])
    return not text[3:] or (text[3] == "." and 1 <= len(digits) <= 9 and not after)


def _day(year: int, month: int, number: int) -> date | None:
    if year < 1 or not 1 <= month <= 12:
        return None
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 29 if month == 2 and leap else _DAYS_OF_MONTH[month - 1]
    return date(year, month, number) if 1 <= number <= last else None
