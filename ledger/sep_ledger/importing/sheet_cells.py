"""What a workbook's own XML says of cells that its reader gives as blank: errors, and formulas that
nobody has computed; and how large a sheet unfolds.

A sheet is looked through once as bytes. Only one in which errors or formulas occur is then parsed,
cell by cell.
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
_ODD = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s>/]""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr=["'](\d+)""")
_COLUMN = re.compile(rb"""\sr=["']([A-Z]{1,3})\d""")
_LONGEST_SHOWN = 100
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
    rows, columns, odd, tail = 0, {b"A"}, False, b""
    while chunk := sheet.read(_CHUNK):
        seen = tail + chunk
        rows = max(rows, *map(int, _ROW.findall(seen)), 0)
        columns.update(_COLUMN.findall(seen))
        odd = odd or _ODD.search(seen) is not None
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
