"""An opened workbook (xlsx, xlsb, xls, ods), whose sheets are rows of text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.parsers.expat import ExpatError
from zipfile import ZipFile, is_zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sep_intake.columns.layout import FileRefusedError
from sep_intake.files.archives import WORKBOOKS, is_damage, nested_archive
from sep_intake.files.sheet_cells import (
    MOST_CELLS,
    ODS_CONTENT,
    OddCell,
    OdsSheet,
    extent_of,
    members_of,
    odd_cells,
    ods_sheets,
)
from sep_intake.files.sources import Source

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


class OpenWorkbook:
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
            sheets = [
                sheet
                for sheet in self._workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
            self.names = [each.name for each in sheets if is_shown(each)]
            self.hidden = [each.name for each in sheets if not is_shown(each)]
            """The names of sheets that whoever opens the file does not see."""

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
                raise nested_archive(self._held.own_name)
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


def is_shown(sheet: SheetMetadata) -> bool:
    """Whether whoever opens the workbook sees a sheet, as far as its format tells."""
    return sheet.visible == SheetVisibleEnum.Visible


def truth_value(cell: bool) -> str:
    return "VERDADERO" if cell else "FALSO"


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


def _text(cell: Any) -> str:
    """A cell as a text file would write it: whole numbers without `.0`, days as YYYY-MM-DD, what is
    true or false as programs show it, for it is no number."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, bool):
        return truth_value(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, timedelta):
        return _duration(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _duration(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
