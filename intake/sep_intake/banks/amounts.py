"""Amounts and days as the formats of banks write them. What says neither is told with its form."""

import re
from collections.abc import Iterable
from datetime import date

from sep_intake.banks.lines import CURRENCY, FIRST_DAY, Unread
from sep_intake.cells.grammar import NumberForm

POINT = NumberForm(mark=".")
COMMA = NumberForm(mark=",")

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T+Z-].*)?")


def unsigned_amount(field: str, text: str, form: NumberForm) -> int | Unread:
    """An amount whose direction is a mark beside it."""
    amount = None if text.startswith("-") else form.whole(text)
    return no_amount(field, text, f"{form.expected}, sin signo") if amount is None else amount


def either_mark(field: str, text: str) -> int | Unread:
    """An amount with its sign, whose decimals may stand after a point or a comma."""
    form = COMMA if "," in text else POINT
    amount = form.whole(text)
    return no_amount(field, text, form.expected) if amount is None else amount


def no_amount(field: str, text: str, expected: str) -> Unread:
    return Unread(field, text, "no es un monto en pesos" if text else "falta el monto", expected)


def iso_day(text: str) -> date | None:
    """The day of `AAAA-MM-DD`, with or without a time after it: the day as the bank writes it."""
    written = _ISO_DAY.fullmatch(text)
    return written and calendar_day(*map(int, written.groups()))


def calendar_day(year: int, month: int, day: int) -> date | None:
    """None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def no_day(field: str, text: str, day: date | None, expected: str) -> Unread | None:
    """What is wrong with a day, where anything is."""
    if day is None:
        return Unread(field, text, "no es una fecha" if text else "falta la fecha", expected)
    if day < FIRST_DAY:
        return Unread(field, text, "es anterior a la Ley SEP", f"{FIRST_DAY} o posterior")
    return None


def no_pesos(field: str, currency: str) -> Unread | None:
    """A currency other than the peso is no amount of ours."""
    if currency in ("", CURRENCY):
        return None
    return Unread(field, currency, "el movimiento no está en pesos", CURRENCY)


def first_of(found: Iterable[Unread | object]) -> Unread | None:
    """The first thing that is wrong."""
    return next((each for each in found if isinstance(each, Unread)), None)
