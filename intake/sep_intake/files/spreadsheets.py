"""Spreadsheets (xlsx, xlsb, xls, ods) as rows of text.

Data hardly ever stands alone in a workbook: there is a cover, a title above the header, a second
sheet. So the first rows of every sheet are looked at for a header that a layout knows. Sheets with
the same columns are one table, for they are about the same things. A hidden sheet is not read: its
rows would count without anybody having seen them. What is not read is named.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, NamedTuple

from sep_intake.cells.rows import RowError, normalised_column
from sep_intake.columns.layout import FileHead, FileRefusedError, Warned
from sep_intake.files.sheet_cells import OddCell
from sep_intake.files.sources import Source
from sep_intake.files.tables import Record, Table
from sep_intake.files.workbooks import OpenWorkbook, SheetRow

Knows = Callable[[FileHead], str | None]
"""The dataset that a header is of; None where no layout recognises it."""

HEADER_WITHIN = 20
"""Rows of a sheet, blank ones left out, among which its header is looked for."""


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
    head: FileHead
    """Of the first of them."""
    alone: bool = True
    """Whether the workbook holds no other table, from which this one's name would tell it."""
    unread: tuple[str, ...] = ()
    """The names of sheets with rows that are in no table."""
    hidden: tuple[str, ...] = ()
    """The names of sheets that nobody sees and that are not read."""

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
    opened = OpenWorkbook(held)
    looked = _Looked(held, knows, tuple(opened.hidden))
    for name in opened.names:
        looked.at(name, islice(opened.rows(name), HEADER_WITHIN))
    return looked.tables()


class _Looked:
    """Where the headers of a workbook's sheets are."""

    def __init__(self, held: Source, knows: Knows, hidden: tuple[str, ...]) -> None:
        self._held = held
        self._knows = knows
        self._hidden = hidden
        self._known: dict[tuple[str, tuple[str, ...]], list[tuple[Sheet, FileHead]]] = {}
        """By dataset and columns."""
        self._unknown: list[tuple[Sheet, FileHead]] = []
        """With the row that is most like a header."""

    def at(self, name: str, rows: Iterable[SheetRow]) -> None:
        """A sheet, by its first rows that are not blank."""
        called = self._held.own_name
        heads = [
            (Sheet(name, row.number), FileHead(called, _columns(row.cells), name)) for row in rows
        ]
        for sheet, head in heads:
            dataset = self._knows(head)
            if dataset is not None:
                alike = dataset, tuple(sorted(head.columns))
                self._known.setdefault(alike, []).append((sheet, head))
                return
        if heads:
            self._unknown.append(max(heads, key=_filled))

    def tables(self) -> list[Workbook]:
        """Raises FileRefusedError where no sheet has rows."""
        if not (self._known or self._unknown):
            name = self._held.own_name
            raise FileRefusedError(f"{name} está vacío: {self._without_rows()}")
        if not self._known:
            sheet, head = max(self._unknown, key=_filled)
            return [
                Workbook(self._held.path, self._held, (sheet,), head, hidden=self._hidden),
            ]
        unread = tuple(sheet.name for sheet, _ in self._unknown)
        alone = len(self._known) == 1
        return [
            Workbook(
                self._held.path,
                self._held,
                tuple(sheet for sheet, _ in those),
                those[0][1],
                alone,
                () if place else unread,
                () if place else self._hidden,
            )
            for place, those in enumerate(self._known.values())
        ]

    def _without_rows(self) -> str:
        if not self._hidden:
            return "ninguna de sus hojas tiene filas"
        hidden = ", ".join(f"«{name}»" for name in self._hidden)
        return f"ninguna de sus hojas visibles tiene filas; no se leen las ocultas: {hidden}"


class SheetTable(Table):
    """The rows of a workbook's sheets that have the same columns, below their headers."""

    def __init__(self, source: Workbook) -> None:
        """Raises FileRefusedError where the file is no workbook."""
        self._opened = OpenWorkbook(source.held)
        self._sheets = source.sheets
        self._rows_read = 0
        first = source.sheets[0]
        super().__init__(source, source.head.columns, sheet=first.name)
        self._rows = sum(self._opened.sheet(sheet.name).height for sheet in self._sheets)
        self.remarks += map(_not_read, source.unread)
        self.remarks += map(hidden_remark, source.hidden)
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


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    """Normalised names, but for the blank ones at the end."""
    filled = [place for place, name in enumerate(header) if name.strip()]
    return tuple(map(normalised_column, header[: filled[-1] + 1 if filled else 0]))


def _filled(found: tuple[Sheet, FileHead]) -> int:
    """How many columns a header names."""
    return sum(map(bool, found[1].columns))


def _order(columns: Sequence[str], wanted: Sequence[str]) -> Callable[[list[str]], list[str]]:
    """How a row's cells come into the order of other columns of the same names. What stands beside
    the header stays where it is, so that the row is seen to be too wide."""
    width = len(columns)
    places = [0] * width
    by_name = [sorted(range(width), key=some.__getitem__) for some in (columns, wanted)]
    for here, there in zip(*by_name, strict=True):
        places[there] = here

    def ordered(cells: list[str]) -> list[str]:
        extra = [] if not any(cells[width:]) else cells[width:]
        return [cells[place] for place in places] + extra

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


def hidden_remark(sheet: str) -> Warned:
    return Warned(
        0,
        "(hoja)",
        sheet,
        f"no se leyó la hoja «{sheet}»: está oculta; si trae datos, muéstrela e importe de nuevo",
    )


def _unseen(sheet: str) -> Warned:
    return Warned(
        0,
        "(hoja)",
        sheet,
        f"en la hoja «{sheet}» una celda con error o sin calcular se lee como vacía, por su formato"
        " (xls o xlsb); guárdela como XLSX para que tales filas se rechacen",
    )
