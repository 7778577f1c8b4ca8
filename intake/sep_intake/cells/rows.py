"""A row of a file, read by column name, and what is said of a row that cannot be read.

The reasons and expected forms are read by the person who sent the file, so they are in Spanish.
"""

import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import NoReturn, TypeVar

from sep_domain.dates.calendar import Period
from sep_domain.dates.days import NOW, Window
from sep_domain.values.identifiers import Rbd, Rut
from sep_intake.cells import grammar
from sep_intake.cells.grammar import HAPPENED, WHOLE, DayForm, NumberForm

T = TypeVar("T")

_LONGEST_LIST = 200
"""Characters of the admitted values that a message lists."""
_FLAGS = {"0": False, "1": True}

_remembered = lru_cache(maxsize=1 << 14)
"""Files repeat the same schools, days and RUTs row after row; reading one costs a microsecond."""


class RowError(ValueError):
    """A field of a row does not have the form its column asks for."""

    def __init__(self, field: str, value: str, reason: str, expected: str) -> None:
        super().__init__(f"{field}={value!r}: {reason}; se espera {expected}")
        self.field = field
        self.value = value
        self.reason = reason
        self.expected = expected


def one_of(known: Iterable[str]) -> str:
    """That one of some texts is expected, in Spanish; of very many only the first are named."""
    texts = list(known)
    named = list(accumulate(texts, "{}, {}".format))
    fitting = [count for count, each in enumerate(named, start=1) if len(each) <= _LONGEST_LIST]
    shown = max(fitting, default=1)
    more = f" y {len(texts) - shown} más" if shown < len(texts) else ""
    return f"uno de: {named[shown - 1]}{more}"


def is_digits(text: str) -> bool:
    """Whether a text is made of the digits 0 to 9 and nothing else."""
    return text.isdecimal() and text.isascii()


def normalised_column(column: str) -> str:
    """A column name without case, accents or stray marks: `AÑO_INGRESO_SEP` → `ano_ingreso_sep`.

    Files write the same name in several encodings and cases; spaces become underscores.
    """
    decomposed = unicodedata.normalize("NFKD", column.strip().lstrip("\ufeff").lower())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return "_".join(plain.replace("?", "n").split())


class Columns(dict[str, int]):
    """Where in a row each column stands. One that the file lacks stands at a blank last cell."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__((name, place) for place, name in enumerate(names))

    def __missing__(self, column: str) -> int:
        return -1


class Row:
    """The cells of one row by normalised column name. A missing value is an empty or blank cell."""

    __slots__ = ("_cells", "_columns", "number")

    def __init__(self, columns: Columns, cells: Sequence[str], number: int) -> None:
        self._columns = columns
        self._cells = [*map(str.strip, cells), ""]
        self.number = number
        """Counts from 1, the header left out."""

    @property
    def cells(self) -> Sequence[str]:
        """Trimmed, in the order of the file."""
        return self._cells[:-1]

    def text(self, column: str) -> str:
        """The cell, trimmed. Raises RowError where it is empty."""
        return self._cells[self._columns[column]] or _missing(column)

    def optional_text(self, column: str) -> str | None:
        """The cell, trimmed; None where it is blank or the file has no such column."""
        return self._cells[self._columns[column]] or None

    def filled(self, columns: Iterable[str], nothing: Container[str]) -> list[tuple[str, str]]:
        """Which of many columns say something, and what: those whose cell is not in `nothing`."""
        cells, places = self._cells, self._columns
        return [
            (column, text) for column in columns if (text := cells[places[column]]) not in nothing
        ]

    def integer(self, column: str, form: NumberForm = WHOLE) -> int:
        number = self.optional_integer(column, form)
        return _missing(column) if number is None else number

    def optional_integer(self, column: str, form: NumberForm = WHOLE) -> int | None:
        """A whole number in a form of scale 0."""
        value = self._cells[self._columns[column]]
        if not value:
            return None
        number = grammar.whole_number(value, form)
        if number is None:
            raise RowError(column, value, "no es un número entero", form.expected)
        return number

    def optional_decimal(self, column: str, form: NumberForm) -> Decimal | None:
        value = self._cells[self._columns[column]]
        if not value:
            return None
        number = grammar.number(value, form)
        if number is None:
            raise RowError(column, value, "no es un número", form.expected)
        return number

    def flag(self, column: str) -> bool:
        """A cell of 0 or 1."""
        return self.code(column, _FLAGS)

    def code(self, column: str, values: Mapping[str, T]) -> T:
        """What a code stands for in this file. Raises RowError for a code the table lacks."""
        return _meaning(column, self.text(column), values)

    def optional_code(self, column: str, values: Mapping[str, T]) -> T | None:
        value = self.optional_text(column)
        return None if value is None else _meaning(column, value, values)

    def rbd(self, column: str = "rbd") -> Rbd:
        value = self.integer(column)
        try:
            return _rbd(value)
        except ValueError:
            raise RowError(column, str(value), "RBD fuera de rango", "1 a 99999") from None

    def rut(self, column: str) -> Rut:
        """A RUT with its digit. Raises RowError where the digit is wrong."""
        value = self.text(column)
        try:
            return _rut(value)
        except ValueError:
            raise RowError(
                column, value, "RUT inválido", "12345678-5, con dígito verificador correcto"
            ) from None

    def optional_rut(self, column: str) -> Rut | None:
        return None if self.optional_text(column) is None else self.rut(column)

    def day(self, column: str, form: DayForm = HAPPENED) -> date:
        """A day, whose time of day is left out where a file writes one."""
        value = self.text(column)
        day = grammar.day(value, form)
        if day is None:
            raise RowError(column, value, "fecha inválida", form.expected)
        if not form.window.covers(day):
            raise RowError(column, value, "fecha fuera de lo posible", form.window.said)
        return day

    def optional_day(self, column: str, form: DayForm = HAPPENED) -> date | None:
        return None if self.optional_text(column) is None else self.day(column, form)

    def month(self, column: str, window: Window = NOW) -> Period:
        value = self.text(column)
        try:
            month = _period(value)
        except ValueError:
            raise RowError(column, value, "mes inválido", "AAAA-MM") from None
        if not window.covers_month(month):
            raise RowError(column, value, "mes fuera de lo posible", window.said)
        return month


def _meaning(column: str, value: str, values: Mapping[str, T]) -> T:
    try:
        return values[value]
    except KeyError:
        raise RowError(column, value, "código desconocido", one_of(values)) from None


def _missing(column: str) -> NoReturn:
    raise RowError(column, "", "falta el valor", "un valor")


_rbd = _remembered(Rbd)
_rut = _remembered(Rut)
_period = _remembered(Period)
