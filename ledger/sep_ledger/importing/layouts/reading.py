"""Readings that several layouts share. Each raises RowError, in Spanish, for a malformed cell."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from sep_domain.calendar import Period, SchoolYear
from sep_domain.events.accounting import AccountCode
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_ledger.importing.rows import Row, RowError, is_digits, normalised, one_of

T = TypeVar("T")

_ACCOUNT_DIGITS = 6
_EIGHT_DIGITS = re.compile(r"(?:19|20)[0-9]{6}", re.ASCII)
_MOST = 10**15
"""More than any amount or count in these files: the whole public budget is about 10^14 pesos."""


def whole(row: Row, column: str, least: int = 0, most: int = _MOST) -> int:
    """A whole number between two bounds, both included."""
    value = row.integer(column)
    if not least <= value <= most:
        raise _out_of_range(column, value, least, most)
    return value


def optional_whole(row: Row, column: str, least: int = 0, most: int = _MOST) -> int | None:
    value = row.optional_integer(column)
    if value is not None and not least <= value <= most:
        raise _out_of_range(column, value, least, most)
    return value


def pesos(row: Row, column: str) -> Clp:
    """Whole pesos, never negative: a form states what was agreed or paid, not a correction."""
    return Clp(whole(row, column))


def signed_pesos(row: Row, column: str) -> Clp:
    return Clp(whole(row, column, -_MOST))


def whole_pesos(row: Row, column: str) -> Clp:
    """Whole pesos that a program may have written with empty decimals: `1234,00`, `1234.0`."""
    text = row.text(column)
    number, _, decimals = text.replace(",", ".").partition(".")
    if decimals.strip("0"):
        raise RowError(column, text, "tiene fracción de peso", "pesos enteros")
    if len(number) > len(str(_MOST)) or not is_digits(number[number.startswith(("+", "-")) :]):
        raise RowError(column, text, "no es un monto", "pesos enteros, sin separadores")
    return Clp(int(number))


def decimal(row: Row, column: str, most: int) -> Decimal:
    """A number with a decimal point, between 0 and `most`."""
    text = row.text(column)
    value = row.optional_decimal(column, ".")
    if value is None or not 0 <= value <= most:
        raise RowError(column, text, "fuera de rango", _range(0, most))
    return value


def optional_decimal(row: Row, column: str, most: int) -> Decimal | None:
    return None if row.optional_text(column) is None else decimal(row, column, most)


def school_year(row: Row, column: str) -> SchoolYear:
    value = row.integer(column)
    try:
        return _school_year(value)
    except ValueError:
        raise RowError(column, str(value), "año fuera de rango", "un año, como 2024") from None


_school_year = lru_cache(maxsize=1 << 8)(SchoolYear)


@lru_cache(maxsize=1 << 12)
def last_day(month: Period) -> date:
    """The day a monthly figure holds from; a file has few months and asks for them in each row."""
    return month.last_day


def edition_day(mark: str) -> date | None:
    """The day that a publisher's version mark is, written as eight digits; None where it is
    none."""
    if not _EIGHT_DIGITS.fullmatch(mark):
        return None
    try:
        return date.fromisoformat(mark)
    except ValueError:
        return None  # eight digits that are no day tell no order


def rut_without_dash(row: Row, column: str) -> Rut:
    """A RUT whose last character is its digit, with or without a dash before it."""
    text = row.text(column)
    try:
        return _rut_of_digits(text.replace(".", ""))
    except ValueError:
        expected = "12345678-5 o 123456785, con dígito verificador correcto"
        raise RowError(column, text, "RUT inválido", expected) from None


@lru_cache(maxsize=1 << 14)
def _rut_of_digits(text: str) -> Rut:
    # The same holders and suppliers come back row after row, and the digit costs a computation.
    return Rut(text if "-" in text else f"{text[:-1]}-{text[-1]}")


def rut_or_number(row: Row, column: str) -> Rut | None:
    """A RUT with a dash, or its number alone, as the ministry's files write it; None if blank."""
    text = row.optional_text(column)
    if text is None or "-" in text:
        return row.optional_rut(column)
    return _rut_of_number(whole(row, column, 1, 99_999_999))


_rut_of_number = lru_cache(maxsize=1 << 14)(Rut.from_number)


def literal(row: Row, column: str, meanings: Mapping[str, T]) -> T:
    """What a literal stands for, whatever its case and spaces. Keys are in upper case."""
    text = row.text(column)
    if (key := spoken(text)) not in meanings:
        raise RowError(column, text, "valor desconocido", one_of(meanings))
    return meanings[key]


def account(row: Row, column: str) -> AccountCode:
    """A code of the Superintendencia's plan of accounts."""
    text = row.text(column)
    if len(text) != _ACCOUNT_DIGITS or not is_digits(text):
        raise RowError(column, text, "no es un código de cuenta", "seis dígitos, como 410501")
    return text


def school_or_central(row: Row, column: str = "rbd") -> Rbd | None:
    """None for the sostenedor's central administration, which files write blank, `0` or `AC`."""
    return None if row.optional_text(column) in (None, "0", "AC") else row.rbd(column)


@lru_cache(maxsize=1 << 12)
def spoken(text: str) -> str:
    """A literal in upper case with single spaces."""
    return " ".join(text.upper().split())


def spoken_text(row: Row, column: str) -> str:
    return spoken(row.text(column))


def plain(text: str) -> str:
    """A literal in upper case, without accents and with single spaces."""
    return " ".join(normalised(text).upper().split("_"))


def _out_of_range(column: str, value: int, least: int, most: int) -> RowError:
    return RowError(column, str(value), "fuera de rango", _range(least, most))


def _range(least: int, most: int) -> str:
    return f"de {least} en adelante" if most == _MOST else f"de {least} a {most}"
