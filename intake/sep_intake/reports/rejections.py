"""Rows that could not be loaded, list_path the file they come from, for the person who sent it."""

import csv
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from pydantic import ValidationError

from sep_intake.cells.broken_rules import broken_rule
from sep_intake.cells.places import Place
from sep_intake.cells.rows import RowError
from sep_intake.columns.headers import shortened_text
from sep_intake.columns.layout import Layout
from sep_intake.files.own_lists import REJECTIONS, list_path, safe_cell

OMITTED = "«omitido»"

_HEADER = (*("archivo", "fila", "linea", "hoja", "campo", "valor", "motivo", "forma_esperada"),)
"""`fila` counts rows below the header, blank ones left out, as provenance does; `linea` is the line
of the text or the row of the sheet, as whoever opens the file sees it."""
_WHOLE_ROW = "(fila)"
_LONGEST_VALUE = 200
_LONGEST_EXPECTED = 250


class Rejection(NamedTuple):
    """Why a row was not loaded."""

    row: int
    field: str
    value: str
    reason: str
    expected: str

    @classmethod
    def of_error(cls, row: int, error: RowError) -> Self:
        return cls(row, error.field, error.value, error.reason, error.expected)

    @classmethod
    def of_validation(
        cls, row: int, error: ValidationError, columns_of: Callable[[str], Sequence[str]]
    ) -> Self:
        """The first of the rules that the row's content breaks. `columns_of` tells the columns of
        a field; a model's own name for it would tell nobody anything."""
        rule = broken_rule(error)
        column = next(iter(columns_of(rule.field)), _WHOLE_ROW)
        return cls(row, column, rule.value, rule.reason, rule.expected)

    @classmethod
    def of_shape(cls, row: int, found: int, expected: int) -> Self:
        """A row that has not as many cells as the header."""
        return cls(
            row,
            _WHOLE_ROW,
            f"{found} celdas",
            "la fila no tiene tantas celdas como el encabezado",
            f"{expected} celdas",
        )

    @classmethod
    def of_repeated(cls, row: int) -> Self:
        """A row whose key the file has shown before, with other content."""
        return cls(
            row,
            _WHOLE_ROW,
            "",
            "clave repetida con otro contenido",
            "una fila por clave; quedó cargada la primera",
        )


class Rejections:
    """The file of rejections of one imported file, made once there is something to put in it."""

    def __init__(self, source: Path, folder: Path | None, layout: Layout) -> None:
        """Removes what an earlier import of the same file left.

        `folder` is where to write instead of beside the source. No value is shown of a layout
        whose rows are about persons.
        """
        self._name = source.name
        self._head = layout.head
        self._personal = layout.personal
        self._file: TextIOWrapper | None = None
        self.path = list_path(source, folder, REJECTIONS)
        self.path.unlink(missing_ok=True)
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rejection: Rejection, place: Place | None) -> None:
        """`place` is where a person finds the row, where that is known."""
        if self._file is None:
            self._open()
        row, field, value, reason, expected = rejection
        line, sheet = place or (None, None)
        cells = (
            *(self._name, row, line, sheet, self._head.as_written(field)),
            *(OMITTED if self._personal else shortened_text(value, _LONGEST_VALUE), reason),
            shortened_text(expected, _LONGEST_EXPECTED),
        )
        self._rows.writerow(map(safe_cell, cells))
        self.count += 1

    def _open(self) -> None:
        # The mark lets Excel see that the text is UTF-8.
        self._file = self.path.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._rows = csv.writer(self._file, delimiter=";")
        self._rows.writerow(_HEADER)
