"""Readings that several layouts share. Each raises RowError, in Spanish, for a malformed cell."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.dates.days import NOW, Window
from sep_domain.events.funds.accounting import AccountCode
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_intake.cells.grammar import PESOS, WHOLE, NumberForm
from sep_intake.cells.rows import Row, RowError, is_digits, normalised_column, one_of
from sep_intake.columns.layout import FileHead, FileRefusedError, Warned

T = TypeVar("T")

_ACCOUNT_DIGITS = 6
_EIGHT_DIGITS = re.compile(r"(?:19|20)[0-9]{6}", re.ASCII)
_MOST = 10**15
"""More than any amount or count in these files: the whole public budget is about 10^14 pesos."""


def whole(
    row: Row, column: str, least: int = 0, most: int = _MOST, form: NumberForm = WHOLE
) -> int:
    """A whole number between two bounds, both included."""
    value = row.integer(column, form)
    if not least <= value <= most:
        raise _out_of_range(column, value, least, most)
    return value


def optional_whole(
    row: Row, column: str, least: int = 0, most: int = _MOST, form: NumberForm = WHOLE
) -> int | None:
    value = row.optional_integer(column, form)
    if value is not None and not least <= value <= most:
        raise _out_of_range(column, value, least, most)
    return value


def pesos(row: Row, column: str) -> Clp:
    """Whole pesos, never negative: a form states what was agreed or paid, not a correction."""
    return Clp(whole(row, column, form=PESOS))


def optional_pesos(row: Row, column: str) -> Clp | None:
    amount = optional_whole(row, column, form=PESOS)
    return None if amount is None else Clp(amount)


def signed_pesos(row: Row, column: str) -> Clp:
    """Whole pesos that a program may have written with empty decimals: `1234,00`, `-1234.0`."""
    return Clp(whole(row, column, -_MOST, form=PESOS))


def decimal(row: Row, column: str, form: NumberForm, most: int) -> Decimal:
    """A number between 0 and `most`."""
    text = row.text(column)
    value = row.optional_decimal(column, form)
    if value is None or not 0 <= value <= most:
        raise RowError(column, text, "fuera de rango", _range(0, most))
    return value


def optional_decimal(row: Row, column: str, form: NumberForm, most: int) -> Decimal | None:
    return None if row.optional_text(column) is None else decimal(row, column, form, most)


def school_year(row: Row, column: str, window: Window = NOW) -> SchoolYear:
    value = row.integer(column)
    if not window.covers_year(value):
        raise RowError(column, str(value), "año fuera de lo posible", _years(window))
    return _school_year(value)


def _years(window: Window) -> str:
    return f"un año de {window.first.year} a {window.last.year}"


_school_year = lru_cache(maxsize=1 << 8)(SchoolYear)


def year_of_file(name: str, text: str, window: Window = NOW) -> SchoolYear:
    """The year that a file says once for all its rows. Raises FileRefusedError."""
    if not window.covers_year(int(text)):
        raise FileRefusedError(f"{name}: {text} no es un año posible; se espera {_years(window)}")
    return SchoolYear(int(text))


class YearInName:
    """Warns, once a file, of a row of another year than the file's name says."""

    def __init__(self, head: FileHead, warnings: list[Warned]) -> None:
        years = set(_YEAR_IN_NAME.findall(head.name))
        self._named = int(years.pop()) if len(years) == 1 else None
        self._warnings = warnings
        self._warned = False

    def school_year(self, row: Row, column: str) -> SchoolYear:
        """As the function of this name."""
        year = school_year(row, column)
        self.notice(row, column, year)
        return year

    def notice(self, row: Row, column: str, year: int) -> None:
        """Rows without a number are read only to see whether they need care: these do."""
        if self._is_news(year):
            self._warn(row.number, column, year)
            self._warned = row.number > 0

    def tell(self, column: str, year: int) -> None:
        """The same of what many rows add up to."""
        if self._is_news(year):
            self._warn(0, column, year)
            self._warned = True

    def _is_news(self, year: int) -> bool:
        return not self._warned and self._named not in (None, year)

    def _warn(self, row: int, column: str, year: int) -> None:
        reason = f"el nombre del archivo dice {self._named}; se lee el año de cada fila"
        self._warnings.append(Warned(row, column, str(year), reason))


_YEAR_IN_NAME = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


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


def literal(row: Row, column: str, values: Mapping[str, T]) -> T:
    """What a literal stands for, whatever its case and spaces. Keys are in upper case."""
    text = row.text(column)
    if (key := upper_literal(text)) not in values:
        raise RowError(column, text, "valor desconocido", one_of(values))
    return values[key]


def account(row: Row, column: str) -> AccountCode:
    """A code of the Superintendencia's plan of accounts."""
    text = row.text(column)
    if len(text) != _ACCOUNT_DIGITS or not is_digits(text):
        raise RowError(column, text, "no es un código de cuenta", "seis dígitos, como 410501")
    return text


def school_or_central(row: Row, column: str = "rbd") -> Rbd | None:
    """None for the sostenedor's central administration, which files write blank, `0` or `AC`."""
    return None if row.optional_text(column) in (None, "0", "AC") else row.rbd(column)


def central_office(row: Row, column: str = "rbd") -> str | None:
    """How a file writes that it is no school; None for a school, and where the cell is blank."""
    return None if school_or_central(row, column) is not None else row.optional_text(column)


@lru_cache(maxsize=1 << 12)
def upper_literal(text: str) -> str:
    """A literal in upper case with single spaces."""
    return " ".join(text.upper().split())


def spoken_text(row: Row, column: str) -> str:
    return upper_literal(row.text(column))


def plain_literal(text: str) -> str:
    """A literal in upper case, without accents and with single spaces."""
    return " ".join(normalised_column(text).upper().split("_"))


def _out_of_range(column: str, value: int, least: int, most: int) -> RowError:
    return RowError(column, str(value), "fuera de rango", _range(least, most))


def _range(least: int, most: int) -> str:
    return f"de {least} en adelante" if most == _MOST else f"de {least} a {most}"
