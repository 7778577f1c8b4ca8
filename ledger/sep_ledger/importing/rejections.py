"""Rows that could not be loaded, beside the file they come from, for the person who sent it."""

import csv
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from pydantic import ValidationError

from sep_ledger.importing.rows import RowError

SUFFIX = ".rechazos.csv"
OMITTED = "«omitido»"

_HEADER = ("archivo", "fila", "campo", "valor", "motivo", "forma_esperada")
_WHOLE_ROW = "(fila)"
_LONGEST_VALUE = 200


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
    def of_validation(cls, row: int, error: ValidationError) -> Self:
        """The first of the rules that the row's content breaks."""
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or _WHOLE_ROW
        reason, expected = _in_spanish(first["type"], first.get("ctx", {}))
        return cls(row, field, str(first["input"]), reason, expected)

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


_REASONS = {
    "greater_than": ("valor demasiado bajo", "mayor que {gt}"),
    "greater_than_equal": ("valor demasiado bajo", "{ge} o más"),
    "less_than": ("valor demasiado alto", "menor que {lt}"),
    "less_than_equal": ("valor demasiado alto", "{le} o menos"),
    "string_too_long": ("texto demasiado largo", "a lo más {max_length} caracteres"),
    "string_too_short": ("texto demasiado corto", "al menos {min_length} caracteres"),
    "string_pattern_mismatch": ("forma inesperada", "la forma {pattern}"),
    "value_error": ("valor fuera de lo admitido", "{error}"),
    "missing": ("falta el valor", "un valor"),
}


def _in_spanish(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """What pydantic says of a value, for a reader of Spanish."""
    reason, expected = _REASONS.get(kind, ("valor inválido", kind))
    return reason, expected.format_map(context)


class Rejections:
    """The file of rejections of one imported file, made once there is something to put in it."""

    def __init__(self, source: Path, folder: Path | None, personal: bool) -> None:
        """Removes what an earlier import of the same file left.

        `folder` is where to write instead of beside the source. With `personal` no value is shown.
        """
        self._name = source.name
        self._personal = personal
        self._file: TextIOWrapper | None = None
        self.path = _place(source, folder)
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

    def add(self, rejection: Rejection) -> None:
        if self._file is None:
            self._open()
        value = OMITTED if self._personal else rejection.value[:_LONGEST_VALUE]
        self._rows.writerow((self._name, rejection.row, rejection.field, value, *rejection[3:]))
        self.count += 1

    def _open(self) -> None:
        # The mark lets Excel see that the text is UTF-8.
        self._file = self.path.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._rows = csv.writer(self._file, delimiter=";")
        self._rows.writerow(_HEADER)


def _place(source: Path, folder: Path | None) -> Path:
    """Beside the source under its name; in any other folder with a mark of where it comes from,
    for two files of the same name would write over each other there."""
    chosen = _writable_folder(folder or source.parent).resolve()
    home = source.resolve().parent
    if chosen == home:
        return source.with_name(source.name + SUFFIX)
    mark = sha256(os.fsencode(home)).hexdigest()[:8]
    return chosen / f"{source.name}.{mark}{SUFFIX}"


def _writable_folder(folder: Path) -> Path:
    """The folder, or where it is read-only a temporary one; the report names the path."""
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir())
