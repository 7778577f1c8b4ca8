"""Spreadsheets (xlsx, xls, ods) as rows of text."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.tables import Record, Table

_LARGEST_UNPACKED = 2 << 30
"""Bytes of an unpacked workbook. A full sheet of 2^20 rows stays below; a zip bomb does not."""


class SheetTable(Table):
    """The first sheet of a workbook that is not empty. The header is its first row."""

    def __init__(self, path: Path) -> None:
        """Raises FileRefusedError where the file is no workbook or has no rows."""
        _require_bounded(path)
        self._sheet = _first_sheet(path)
        self._rows_read = 0
        header = next(_rows(self._sheet))
        while header and not header[-1].strip():
            header.pop()
        super().__init__(path, header, self._sheet.name)

    @property
    def bytes_read(self) -> int:
        return self.size * self._rows_read // max(self._sheet.height, 1)

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - a sheet has true cells
        width = len(self.head.columns)
        rows = _numbered_rows(self._sheet)
        next(rows)
        for number, (line, cells) in enumerate(rows, start=1):
            self.places.note(number, line, self._sheet.name)
            self._rows_read = number
            yield Record(number, cells if any(cells[width:]) else cells[:width])
        self._rows_read = self._sheet.height


def _require_bounded(path: Path) -> None:
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except BadZipFile:
        raise FileRefusedError(f"{path.name} está dañado: no se puede descomprimir") from None
    if unpacked > _LARGEST_UNPACKED:
        raise FileRefusedError(f"{path.name} ocupa {unpacked:,} bytes descomprimido; use CSV")


def _first_sheet(path: Path) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = map(workbook.get_sheet_by_name, workbook.sheet_names)
        sheet = next((sheet for sheet in sheets if next(_rows(sheet), None)), None)
    except CalamineError:
        raise FileRefusedError(f"{path.name} no se puede leer como planilla") from None
    if sheet is None:
        raise FileRefusedError(f"{path.name} está vacío: ninguna de sus hojas tiene filas")
    return sheet


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    return (cells for _, cells in _numbered_rows(sheet))


def _numbered_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, and its number in the sheet."""
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell) for cell in row]
        if any(map(str.strip, cells)):
            yield line, cells


def _text(cell: Any) -> str:
    """A cell as a text file would write it: whole numbers without `.0`, days as YYYY-MM-DD."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
