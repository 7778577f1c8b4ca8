"""Spreadsheets (xlsx, xlsb, xls, ods) as rows of text.

Data hardly ever stands alone in a workbook: there is a cover, a title above the header, a second
sheet. So the first rows of every sheet are looked at for a header that a layout knows. Sheets with
the same columns are one table, for they are about the same things; what is not read is named.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.parsers.expat import ExpatError
from zipfile import ZipFile, is_zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from sep_ledger.importing.archives import WORKBOOKS, is_damage, nested
from sep_ledger.importing.layout import FileHead, FileRefusedError, Warned
from sep_ledger.importing.rows import RowError, normalised
from sep_ledger.importing.sheet_cells import (
    MOST_CELLS,
    ODS_CONTENT,
    OddCell,
    OdsSheet,
    extent_of,
    members_of,
    odd_cells,
    ods_sheets,
)
from sep_ledger.importing.sources import Source
from sep_ledger.importing.tables import Record, Table

Knows = Callable[[FileHead], str | None]
"""The dataset that a header is of; None where no layout recognises it."""

HEADER_WITHIN = 20
"""Rows of a sheet, blank ones left out, among which its header is looked for."""

_LARGEST_UNPACKED = 2 << 30
"""Bytes of an unpacked workbook. A full sheet of 2^20 rows stays below; a zip bomb does not."""
_LARGEST_IN_ARCHIVE = 512 << 20
"""Bytes of a workbook that lies in an archive, which is read into memory for that."""


class SheetRow(NamedTuple):
    """A row of a sheet that is not blank."""

    number: int
    """As the program shows it, from 1."""
    cells: list[str]
    odd: OddCell | None
    """The first of its cells that has no value where there should be one; its column is counted
    from where `cells` begin."""


class Sheet(NamedTuple):
    """A sheet of which the rows below the header are read."""

    name: str
    header: int
    """The row it stands in, counted from 1."""


@dataclass(frozen=True)
class Workbook(Source):
    """Sheets of a workbook that are read as one table."""

    held: Source
    """The workbook itself."""
    sheets: tuple[Sheet, ...]
    alone: bool = True
    """Whether the workbook holds no other table, from which this one's name would tell it."""
    unread: tuple[str, ...] = ()
    """The names of sheets with rows that are in no table."""

    @property
    def name(self) -> str:
        return self.held.name if self.alone else f"{self.held.name}/{self.sheets[0].name}"

    @property
    def own_name(self) -> str:
        return self.held.own_name

    @property
    def size(self) -> int:
        return self.held.size

    def open(self) -> IO[bytes]:
        return self.held.open()


def tables_in(held: Source, knows: Knows) -> list[Workbook]:
    """The tables in a workbook; where no layout knows any, the row most like a header.

    Raises FileRefusedError where it is no workbook or has no rows.
    """
    looked = _Looked(held, knows)
    opened = _Opened(held)
    for name in opened.names:
        looked.at(name, islice(opened.rows(name), HEADER_WITHIN))
    return looked.tables()


class _Looked:
    """Where the headers of a workbook's sheets are."""

    def __init__(self, held: Source, knows: Knows) -> None:
        self._held = held
        self._knows = knows
        self._known: dict[tuple[str, tuple[str, ...]], list[Sheet]] = {}
        """By dataset and columns."""
        self._unknown: list[tuple[int, Sheet]] = []
        """With how many columns the row has that is most like a header."""

    def at(self, name: str, rows: Iterable[SheetRow]) -> None:
        """A sheet, by its first rows that are not blank."""
        heads = [(Sheet(name, row.number), _columns(row.cells)) for row in rows]
        for sheet, columns in heads:
            dataset = self._knows(FileHead(self._held.own_name, columns, name))
            if dataset is not None:
                self._known.setdefault((dataset, tuple(sorted(columns))), []).append(sheet)
                return
        if heads:
            sheet, columns = max(heads, key=lambda head: _filled(head[1]))
            self._unknown.append((_filled(columns), sheet))

    def tables(self) -> list[Workbook]:
        """Raises FileRefusedError where no sheet has rows."""
        if not (self._known or self._unknown):
            name = self._held.own_name
            raise FileRefusedError(f"{name} está vacío: ninguna de sus hojas tiene filas")
        if not self._known:
            _, likest = max(self._unknown, key=lambda each: each[0])
            return [Workbook(self._held.path, self._held, (likest,))]
        unread = tuple(sheet.name for _, sheet in self._unknown)
        alone = len(self._known) == 1
        return [
            Workbook(self._held.path, self._held, tuple(sheets), alone, () if place else unread)
            for place, sheets in enumerate(self._known.values())
        ]


class SheetTable(Table):
    """The rows of a workbook's sheets that have the same columns, below their headers."""

    def __init__(self, source: Workbook) -> None:
        """Raises FileRefusedError where the file is no workbook."""
        self._opened = _Opened(source.held)
        self._sheets = source.sheets
        self._rows_read = 0
        first = source.sheets[0]
        super().__init__(source, _columns(self._header(first)), sheet=first.name)
        self._rows = sum(self._opened.sheet(sheet.name).height for sheet in self._sheets)
        self.remarks += map(_not_read, source.unread)
        self.remarks += [_unseen(name) for name, _ in source.sheets if self._opened.is_unseen(name)]

    @property
    def bytes_read(self) -> int:
        return min(self.size, self.size * self._rows_read // max(self._rows, 1))

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - a sheet has true cells
        number = 0
        for sheet in self._sheets:
            columns = _columns(self._header(sheet))
            order = _order(columns, self.head.columns)
            for row in self._opened.rows(sheet.name, with_odd=True):
                fault = row.odd and _fault(row.odd, columns)
                if row.number <= sheet.header or not (fault or any(map(str.strip, row.cells))):
                    continue
                number += 1
                self._rows_read += 1
                self.places.follow(number, row.number, sheet.name)
                yield Record(number, self._at_fault(number, fault) if fault else order(row.cells))
        self._rows_read = self._rows

    def _header(self, sheet: Sheet) -> list[str]:
        rows = self._opened.rows(sheet.name)
        return next((row.cells for row in rows if row.number == sheet.header), [])


class _Opened:
    """A workbook's sheets, each read when it is first needed."""

    def __init__(self, held: Source) -> None:
        """Raises FileRefusedError where the file is no workbook."""
        self._held = held
        self._file = _file_of(held)
        self._ods: dict[str, OdsSheet] = {}
        self._members = self._named_members()
        self._sheets: dict[str, CalamineSheet] = {}
        self._has_odd: dict[str, bool] = {}
        with _refused(held.own_name):
            if isinstance(self._file, BytesIO):
                self._file.seek(0)
            self._workbook = CalamineWorkbook.from_object(self._file)
            self.names = [
                sheet.name
                for sheet in self._workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]

    def sheet(self, name: str) -> CalamineSheet:
        if name not in self._sheets:
            self._has_odd[name] = self._require_bounded(name)
            with _refused(self._held.own_name):
                self._sheets[name] = self._workbook.get_sheet_by_name(name)
        return self._sheets[name]

    def is_unseen(self, name: str) -> bool:
        """Whether nobody can tell if cells without a value are in a sheet."""
        return name not in self._ods and name not in self._members

    def rows(self, name: str, *, with_odd: bool = False) -> Iterator[SheetRow]:
        """Rows that are not blank; `with_odd` tells of cells without a value."""
        sheet = self.sheet(name)
        odd = self._odd_cells(name) if with_odd and self._has_odd[name] else {}
        first = sheet.start[1] if sheet.start else 0  # the column that rows begin with
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(cell) for cell in row]
            if number in odd or any(map(str.strip, cells)):
                cell = odd.get(number)
                yield SheetRow(number, cells, cell and cell._replace(column=cell.column - first))

    def _named_members(self) -> dict[str, str]:
        """The XML of sheets by their names, where the workbook is an archive of XML."""
        if not is_zipfile(self._file):
            return {}
        with _refused(self._held.own_name), ZipFile(self._file) as archive:
            if not WORKBOOKS.intersection(archive.namelist()):
                raise nested(self._held.own_name)
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > _LARGEST_UNPACKED:
                raise FileRefusedError(
                    f"{self._held.own_name} ocupa {unpacked >> 20} MB descomprimido; use CSV"
                )
            if ODS_CONTENT in archive.namelist():
                with archive.open(ODS_CONTENT) as content:
                    self._ods = ods_sheets(content)
            return members_of(archive)

    def _require_bounded(self, name: str) -> bool:
        """Whether cells without a value may be in a sheet. Raises FileRefusedError."""
        if name in self._ods:
            extent = self._ods[name].extent
        elif name in self._members:
            with self._xml(name) as xml:
                extent = extent_of(xml)
        else:
            return False
        if extent.cells > MOST_CELLS:
            raise FileRefusedError(
                f"{self._held.own_name}: la hoja «{name}» llega hasta la fila {extent.rows} y la"
                f" columna {extent.columns}; borre las celdas sueltas del final o use CSV"
            )
        return extent.odd

    def _odd_cells(self, name: str) -> dict[int, OddCell]:
        if name in self._ods:
            return self._ods[name].found
        with self._xml(name) as xml:
            return odd_cells(xml)

    @contextmanager
    def _xml(self, name: str) -> Iterator[IO[bytes]]:
        with (
            _refused(self._held.own_name),
            ZipFile(self._file) as archive,
            archive.open(self._members[name]) as xml,
        ):
            yield xml


def _file_of(held: Source) -> Path | BytesIO:
    """What the libraries read: the file, or the bytes where it lies in an archive."""
    if type(held) is Source:
        return held.path
    if held.size > _LARGEST_IN_ARCHIVE:
        raise FileRefusedError(
            f"{held.own_name} es una planilla de más de {_LARGEST_IN_ARCHIVE >> 20} MB dentro de un"
            " archivo comprimido; descomprímala"
        )
    with held.open() as file:
        return BytesIO(file.read(_LARGEST_IN_ARCHIVE))


@contextmanager
def _refused(name: str) -> Iterator[None]:
    """What the libraries raise of bytes that are no workbook, as one sentence for a person."""
    try:
        yield
    except FileRefusedError:
        raise
    except PasswordError:
        raise FileRefusedError(
            f"{name} tiene contraseña; guárdelo sin ella e impórtelo de nuevo"
        ) from None
    except BaseException as error:
        if not _is_no_workbook(error):
            raise
        raise FileRefusedError(
            f"{name} no se puede leer como planilla: está dañada o no es una planilla"
        ) from None


def _is_no_workbook(error: BaseException) -> bool:
    """Rust's panics are no Exception, and their class has no name that could be imported."""
    panicked = type(error).__name__ == "PanicException"
    return panicked or is_damage(error) or isinstance(error, (CalamineError, ExpatError, KeyError))


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    """Normalised names, but for the blank ones at the end."""
    filled = [place for place, name in enumerate(header) if name.strip()]
    return tuple(map(normalised, header[: filled[-1] + 1 if filled else 0]))


def _filled(columns: Sequence[str]) -> int:
    return sum(map(bool, columns))


def _order(columns: Sequence[str], wanted: Sequence[str]) -> Callable[[list[str]], list[str]]:
    """How a row's cells come into the order of other columns of the same names. What stands beside
    the header stays where it is, so that the row is seen to be too wide."""
    width = len(columns)
    places = [0] * width
    by_name = [sorted(range(width), key=some.__getitem__) for some in (columns, wanted)]
    for here, there in zip(*by_name, strict=True):
        places[there] = here

    def ordered(cells: list[str]) -> list[str]:
        beside = [] if not any(cells[width:]) else cells[width:]
        return [cells[place] for place in places] + beside

    return ordered


def _fault(odd: OddCell, columns: Sequence[str]) -> RowError | None:
    """None where the cell is in no column of the table."""
    named = 0 <= odd.column < len(columns) and columns[odd.column]
    if not named:
        return None
    if odd.is_error:
        return RowError(named, odd.text, "la celda tiene un error de la planilla", "un valor")
    return RowError(
        named,
        odd.text,
        "la fórmula no está calculada",
        "su valor: abra la planilla, recalcule y guárdela",
    )


def _not_read(sheet: str) -> Warned:
    return Warned(
        0,
        "(hoja)",
        sheet,
        f"no se leyó la hoja «{sheet}»: ninguna de sus primeras {HEADER_WITHIN} filas es un"
        " encabezado conocido",
    )


def _unseen(sheet: str) -> Warned:
    return Warned(
        0,
        "(hoja)",
        sheet,
        f"en la hoja «{sheet}» una celda con error o sin calcular se lee como vacía, por su formato"
        " (xls o xlsb); guárdela como XLSX para que tales filas se rechacen",
    )


def _text(cell: Any) -> str:
    """A cell as a text file would write it: whole numbers without `.0`, days as YYYY-MM-DD."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, timedelta):
        return _duration(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _duration(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
