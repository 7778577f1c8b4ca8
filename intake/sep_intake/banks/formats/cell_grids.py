"""Rows of cells as banks give them: CSV, or the sheets of a workbook. Titles and all."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sep_intake.banks.formats.mapping import Mapping
from sep_intake.banks.text import quotable, text_of
from sep_intake.columns.layout import FileRefusedError
from sep_intake.files.workbooks import is_shown, truth_value

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


_LARGEST_UNPACKED = 256 << 20
"""Bytes of an unpacked workbook. A statement of a full sheet stays below; a zip bomb does not."""


class Grid(NamedTuple):
    """The rows of a CSV file, or of a sheet."""

    rows: "list[GridRow]"
    sheet: str | None = None
    is_hidden: bool = False
    """Whether it is a sheet that nobody sees, of which no row is read."""


class GridRow(NamedTuple):
    """Its number in the file, from 1, and its cells, trimmed."""

    number: int
    cells: list[str]


def grids(path: Path, mapping: Mapping) -> Iterator[Grid]:
    """Each sheet of a workbook; a CSV file by each delimiter that it may have.

    Raises FileRefusedError where the file is neither.
    """
    content = path.read_bytes()
    if content.startswith(_WORKBOOKS):
        yield from _sheets(path, mapping)
        return
    text = _text(path, content, mapping)
    for delimiter in mapping.delimitador:
        yield Grid(list(_csv_rows(path.name, text, delimiter)))


def _text(path: Path, content: bytes, mapping: Mapping) -> str:
    try:
        return text_of(content, mapping.codificacion)
    except (LookupError, ValueError):
        encoding = quotable(mapping.codificacion)
        raise FileRefusedError(
            f"{path.name} no está en {encoding}, como dice «{quotable(mapping.nombre)}»"
        ) from None


def _csv_rows(name: str, text: str, delimiter: str) -> Iterator[GridRow]:
    """Cells as RFC 4180 quotes them. A quote that is never closed would take the lines after it
    into one cell, so such a file is refused."""
    lines = _Lines(text)
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in rows:
            begins, record = lines.taken()
            if len(record) > 1 and "".join(record).count('"') % 2:
                raise FileRefusedError(f"{name}, línea {begins}: abre unas comillas sin cerrarlas")
            yield GridRow(begins, [cell.strip() for cell in cells])
    except csv.Error:
        begins, _ = lines.taken()
        raise FileRefusedError(
            f"{name}, línea {begins}: una celda no termina; "
            f"se espera CSV con «{quotable(delimiter)}»"
        ) from None


class _Lines:
    """The lines of a text, with those that the last record was read from."""

    def __init__(self, text: str) -> None:
        self._lines = StringIO(text, newline="")
        self._record: list[str] = []
        self._read = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._record.append(line)
            self._read += 1
            yield line

    def taken(self) -> tuple[int, list[str]]:
        """Where the record begins, and its lines."""
        record, self._record = self._record, []
        return self._read - len(record) + 1, record


def _sheets(path: Path, mapping: Mapping) -> Iterator[Grid]:
    _require_bounded(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for each in workbook.sheets_metadata:
            if not is_shown(each):
                yield Grid([], each.name, is_hidden=True)
            else:
                sheet = workbook.get_sheet_by_name(each.name)
                yield Grid(list(_sheet_rows(sheet, mapping.decimal)), each.name)
    except CalamineError:
        raise FileRefusedError(f"{path.name} no se puede leer como planilla") from None


def _require_bounded(path: Path) -> None:
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, NotImplementedError, UnicodeDecodeError):
        raise FileRefusedError(f"{path.name} está dañado: no se puede descomprimir") from None
    if unpacked > _LARGEST_UNPACKED:
        raise FileRefusedError(f"{path.name} ocupa {unpacked >> 20} MB descomprimido; use CSV")


def _sheet_rows(sheet: CalamineSheet, mark: str) -> Iterator[GridRow]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield GridRow(number, [_written(cell, mark).strip() for cell in row])


def _written(cell: object, mark: str) -> str:
    """A cell as the bank would write it in a CSV file: a fraction with its decimal mark, for the
    point of a number would pass for thousands; days as AAAA-MM-DD."""
    if isinstance(cell, float) and not cell.is_integer():
        return f"{Decimal(repr(cell)):f}".replace(".", mark)
    if isinstance(cell, float):
        return str(int(cell))
    if isinstance(cell, bool):
        return truth_value(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
