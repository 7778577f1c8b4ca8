"""What a workbook's own XML says of cells that its reader gives as blank: errors, and formulas that
nobody has computed; and how large a sheet unfolds.

A sheet of xlsx is looked through once as bytes. Only one in which errors or formulas occur is then
parsed, cell by cell. The sheets of ods stand in one document, which is parsed at once. Of xls and
xlsb, which are not XML, nothing is known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

MOST_CELLS = 100_000_000
"""Of a sheet between its first cell and its last: its reader keeps all of them, blank ones too."""

_CHUNK = 1 << 20
_OVERLAP = 256
"""Bytes of a chunk that are looked at again with the next one: more than what is looked for has."""
_PERHAPS_ODD = (b'="e"', b"='e'", b"<f", b":f")
"""What is quickly found, and hardly ever there where `_ODD` is not."""
_ODD = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s>/]""")
_ROW = re.compile(rb"""row\s[^>]*?\br=["'](\d+)""")
_COLUMN = re.compile(rb"""r=["']([A-Z]{2,3})\d""")
_LONGEST_SHOWN = 100
ODS_CONTENT = "content.xml"
"""The member of an ods file that holds its sheets."""
_ODS_CELLS = ("table-cell", "covered-table-cell")
_MOST_ROWS = 1 << 20
_SHEETS = "xl/workbook.xml"
_TARGETS = "xl/_rels/workbook.xml.rels"


class OddCell(NamedTuple):
    """A cell that has no value, where there should be one."""

    column: int
    """Counts from 0, in the sheet."""
    text: str
    """The error, `#N/A`; or the formula."""
    is_error: bool


class Extent(NamedTuple):
    """How far a sheet reaches, and whether cells without a value may be in it."""

    rows: int
    columns: int
    odd: bool

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def members_of(archive: ZipFile) -> dict[str, str]:
    """The archive's member that holds each sheet, by the sheet's name; none for a workbook that is
    not written as XML. Raises ExpatError, KeyError where what it names is not there."""
    names = set(archive.namelist())
    if not {_SHEETS, _TARGETS} <= names:
        return {}
    targets = {
        told["Id"]: told["Target"]
        for tag, told in _elements(archive.read(_TARGETS))
        if tag == "Relationship" and {"Id", "Target"} <= told.keys()
    }
    sheets = {
        told["name"]: _member(targets.get(told.get("id", ""), ""))
        for tag, told in _elements(archive.read(_SHEETS))
        if tag == "sheet" and "name" in told
    }
    return {name: member for name, member in sheets.items() if member in names}


def extent_of(sheet: IO[bytes]) -> Extent:
    """Columns of one letter are not told apart."""
    rows, columns, odd, tail = 0, {b"Z"}, False, b""
    while chunk := sheet.read(_CHUNK):
        seen = tail + chunk
        rows = max(rows, *map(int, _ROW.findall(seen)), 0)
        columns.update(_COLUMN.findall(seen))
        odd = odd or (any(map(seen.__contains__, _PERHAPS_ODD)) and bool(_ODD.search(seen)))
        tail = seen[-_OVERLAP:]
    return Extent(rows, max(map(_column_number, columns)) + 1, odd)


def odd_cells(sheet: IO[bytes]) -> dict[int, OddCell]:
    """The first cell of each row, which counts from 1, that has no value where there should be one.

    Raises ExpatError.
    """
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.ParseFile(sheet)
    return reading.found


@dataclass(slots=True)
class _Reading:
    """A sheet being parsed: the cell that it is in."""

    found: dict[int, OddCell] = field(default_factory=dict)
    row: int = 0
    column: int = -1
    type: str = ""
    formula: str | None = None
    value: str | None = None
    within: str = ""

    def start(self, tag: str, told: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "row":
            self.row = int(told.get("r", self.row + 1))
            self.column = -1
        elif tag == "c":
            letters = told.get("r", "").rstrip("0123456789")
            self.column = _column_number(letters.encode()) if letters else self.column + 1
            self.type, self.formula, self.value = told.get("t", ""), None, None
        elif tag == "f":
            self.formula, self.within = "", "f"
        elif tag == "v":
            self.value, self.within = "", "v"

    def text(self, text: str) -> None:
        if self.within == "f" and self.formula is not None:
            self.formula += text[:_LONGEST_SHOWN]
        elif self.within == "v" and self.value is not None:
            self.value += text[:_LONGEST_SHOWN]

    def end(self, tag: str) -> None:
        self.within = ""
        if not tag.endswith(" c"):
            return
        if self.type == "e":
            self.found.setdefault(self.row, OddCell(self.column, self.value or "#ERROR!", True))
        elif self.formula is not None and not self.value and self.type != "str":
            formula = f"={self.formula}"[:_LONGEST_SHOWN]
            self.found.setdefault(self.row, OddCell(self.column, formula, False))


@dataclass(slots=True)
class OdsSheet:
    """What is known of a sheet of an ods file."""

    rows: int = 0
    columns: int = 0
    found: dict[int, OddCell] = field(default_factory=dict)

    @property
    def extent(self) -> Extent:
        return Extent(self.rows, self.columns, bool(self.found))


def ods_sheets(content: IO[bytes]) -> dict[str, OdsSheet]:
    """By their names. Raises ExpatError."""
    reading = _OdsReading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.ParseFile(content)
    return reading.sheets


@dataclass(slots=True)
class _OdsReading:
    """An ods document being parsed. Rows and cells that repeat are written once, with a count."""

    sheets: dict[str, OdsSheet] = field(default_factory=dict)
    sheet: OdsSheet = field(default_factory=OdsSheet)
    row: int = 1
    """Where the next row stands, or the one that is being read."""
    rows: int = 1
    """How often it does."""
    column: int = 0
    error: str | None = None
    """What a cell shows that is an error."""

    def start(self, tag: str, told: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "table":
            self.sheet = self.sheets.setdefault(_told(told, "name"), OdsSheet())
            self.row = 1
        elif tag == "table-row":
            self.rows, self.column = _repeated(told, "rows"), 0
        elif tag in _ODS_CELLS:
            self._cell(told, _repeated(told, "columns"))

    def text(self, text: str) -> None:
        if self.error is not None:
            self.error += text[:_LONGEST_SHOWN]

    def end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "table-row":
            self.row += self.rows
        elif tag in _ODS_CELLS and self.error is not None:
            self._odd(OddCell(self.column - 1, self.error or "#ERROR!", True))
            self.error = None

    def _cell(self, told: dict[str, str], columns: int) -> None:
        kinds = {value for name, value in told.items() if name.endswith(" value-type")}
        formula = _told(told, "formula")
        self.column += columns
        if kinds or formula:
            self.sheet.rows = max(self.sheet.rows, self.row + self.rows - 1)
            self.sheet.columns = max(self.sheet.columns, self.column)
        if "error" in kinds:
            self.error = ""
        elif formula and not kinds:
            self._odd(OddCell(self.column - 1, formula[:_LONGEST_SHOWN], False))

    def _odd(self, cell: OddCell) -> None:
        for row in range(self.row, self.row + min(self.rows, _MOST_ROWS)):
            self.sheet.found.setdefault(row, cell)


def _told(told: dict[str, str], attribute: str) -> str:
    """An attribute of the table's own, whatever its namespace is called."""
    return next(
        (value for name, value in told.items() if name.endswith(f":table:1.0 {attribute}")), ""
    )


def _repeated(told: dict[str, str], what: str) -> int:
    count = _told(told, f"number-{what}-repeated")
    return int(count) if count.isdecimal() else 1


def _elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Elements by their local names, with their attributes by theirs."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, told: found.append(
        (tag.rpartition(" ")[2], {name.rpartition(" ")[2]: value for name, value in told.items()})
    )
    parser.Parse(xml, True)
    return iter(found)


def _member(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _column_number(letters: bytes) -> int:
    """`A` is 0, `AA` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
