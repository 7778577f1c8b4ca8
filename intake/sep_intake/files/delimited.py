"""Text files whose cells are parted by a delimiter.

The official files do not quote: their names hold bare quotes, and a cell ends where the next
delimiter is. Other files quote as RFC 4180 says; they are told by a quoted header, their layout, or
their first rows (see `quoting`).
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import IO, NamedTuple

from sep_domain.text.quoting import QUOTE, QuotedRows, cells_of, looks_quoted
from sep_intake.cells.encodings import (
    BOM,
    LONE_SURROGATE,
    Encoding,
    EncodingScan,
    guess_encoding,
)
from sep_intake.cells.rows import RowError
from sep_intake.columns.layout import FileRefusedError
from sep_intake.files.sources import Source
from sep_intake.files.tables import (
    CHUNK,
    NUL_SHOWN,
    ROWS_A_BLOCK,
    WHOLE_ROW,
    Block,
    Record,
    Table,
)

_DELIMITERS = ";,~|\t"
_BOM_TRACES = ("\ufeff", "ï»¿")
"""A byte order mark that was itself taken for text."""
_CHARACTERS_A_BLOCK = 1 << 18
_LONGEST_RECORD = 1 << 20
"""Characters of one record with line breaks in its cells; a longer one is let go as malformed."""
_NUL_IN_TEXT = 100
"""Bytes of text for each NUL byte that it may hold; with more of them it is no text."""
_IN_QUOTES = re.compile(r'"[^"]*"')


class DelimitedTable(Table):
    """A CSV or TXT file, its delimiter told by its header and its encoding by its bytes."""

    def __init__(self, source: Source, sample: bytes) -> None:
        """`sample` is how the file begins. Raises FileRefusedError where it holds no header."""
        _require_text(source.own_name, sample)
        self._begins_at = len(BOM) if sample.startswith(BOM) else 0
        self._scan = EncodingScan()
        self._has_nul = False
        self._file: IO[bytes] | None = None
        text = sample.decode(*guess_encoding(sample))
        first_line = next((line for line in _lines(text) if line.strip()), "")
        if "\0" in first_line:
            raise _binary(source.own_name)
        if LONE_SURROGATE in first_line:
            raise FileRefusedError(
                f"{source.own_name}: el encabezado contiene la mitad de un carácter (U+D800 a"
                " U+DFFF), que no es texto"
            )
        self.delimiter = max(_DELIMITERS, key=_IN_QUOTES.sub("", first_line).count)
        self._quoted = QUOTE in first_line
        header = next(self._headers(text), [])
        if not self._quoted and QUOTE in text:
            self._quoted = self._looks_quoted(text[:_CHARACTERS_A_BLOCK], len(header))
        super().__init__(source, _without_bom_traces(header), delimiter=self.delimiter)

    @property
    def encoding(self) -> Encoding:
        """As far as the file has been scanned."""
        return self._scan.encoding

    @property
    def bytes_read(self) -> int:
        if self._file is None:
            return 0
        return self.size if self._file.closed else self._file.tell()

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:
        for block in self.blocks(quoted=quoted, breaks_lines=breaks_lines):
            yield from map(Record, *block)

    def blocks(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Block]:
        name, errors = self.encoding
        self._file = self.source.open()
        self._file.read(self._begins_at)
        number = 0  # of the header
        with TextIOWrapper(self._file, encoding=name, errors=errors, newline="") as text:
            for read in self._some_rows(text, quoted or self._quoted, breaks_lines):
                block = self._numbered(read, number)
                number += len(read.rows)
                if block.numbers:
                    yield block

    def _headers(self, text: str) -> Iterator[list[str]]:
        """The rows of a text, of which the first is the header."""
        if not self._quoted:
            return (row for line in _lines(text) for row in _split([line], self.delimiter))
        rows = csv.reader(_lines(text), delimiter=self.delimiter)
        return (row for row in rows if any(map(str.strip, row)))

    def _looks_quoted(self, text: str, width: int) -> bool:
        whole = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
        plain = _split(_lines(whole), self.delimiter)
        quoted = [row.cells for row in QuotedRows(_lines(whole), self.delimiter, width)]
        return looks_quoted(plain[1:], quoted[1:], width)

    def _numbered(self, read: "_Read", first: int) -> Block:
        """What was read as a block, without the header, each row's place noted."""
        rows, lines = read.rows, read.lines
        for place, begins in read.broken.items():
            self._at_fault(first + place, _broken(begins))
        numbers = range(first, first + len(rows))
        if callable(lines):
            self.places.scatter(numbers, lines)
        else:
            self.places.follow(first, lines)
        if not first:
            numbers, rows = numbers[1:], rows[1:]
        perhaps_unkept = self._has_nul or self._scan.has_strays
        return Block(numbers, self._without_unkept(numbers, rows) if perhaps_unkept else rows)

    def _some_rows(
        self, text: TextIOWrapper, quoted: bool, breaks_lines: bool
    ) -> Iterator["_Read"]:
        """All rows, the header too; at least one at a time."""
        width = len(self.head.columns)
        if quoted:
            return _quoted_rows(QuotedRows(text, self.delimiter, width))
        lines = iter(partial(text.readlines, _CHARACTERS_A_BLOCK), [])
        if breaks_lines:
            return _plain_rows(_rejoined(lines, self.delimiter, width - 1), self.delimiter, width)
        return _plain_rows(_as_they_are(lines), self.delimiter, width)

    def _look_at(self, chunk: bytes) -> None:
        _require_text(self.head.name, chunk)
        self._has_nul = self._has_nul or b"\0" in chunk
        self._judge(self._scan, chunk)


class _Read(NamedTuple):
    """Some rows as read."""

    rows: list[list[str]]
    lines: int | Callable[[], Sequence[int]]
    """The line that the first begins in, where each of the others takes the next one; or how to
    find the line of each."""
    broken: dict[int, str]
    """How those rows begin, by place, whose quotes fail."""


def _quoted_rows(rows: QuotedRows) -> Iterator[_Read]:
    records = iter(rows)
    while some := list(islice(records, ROWS_A_BLOCK)):
        lines, cells, begins = zip(*some, strict=True)
        broken = {place: text for place, text in enumerate(begins) if text is not None}
        yield _Read(list(cells), partial(tuple, lines), broken)


def _plain_rows(
    blocks: Iterable[tuple[int, list[str], bool]], delimiter: str, width: int
) -> Iterator[_Read]:
    """Rows of records without quoting, each one string; those in which quotes are all that makes
    them too wide are read with them.

    With each block goes the line that it begins in, and whether its records are a line each.
    """
    for line, records, of_a_line in blocks:
        rows = _split(records, delimiter)
        gapless = of_a_line and len(rows) == len(records)
        for place, row in enumerate(rows):
            if len(row) > width:
                rows[place] = _mended(row, delimiter, width)
        if rows:
            yield _Read(rows, line if gapless else partial(_starts, records, delimiter, line), {})


def _as_they_are(blocks: Iterable[list[str]]) -> Iterator[tuple[int, list[str], bool]]:
    line = 1
    for lines in blocks:
        yield line, lines, True
        line += len(lines)


def _split(records: Iterable[str], delimiter: str) -> list[list[str]]:
    """Cells of records without quoting. Spreadsheets leave lines of bare delimiters behind."""
    blank = _blank(delimiter)
    return [
        record.rstrip("\r\n").split(delimiter)
        for record in records
        if record[0] not in blank or record.strip(blank)
    ]


def _blank(delimiter: str) -> str:
    return delimiter + " \t\r\n\ufeff"


def _starts(records: Iterable[str], delimiter: str, line: int) -> list[int]:
    """The lines in which those records begin that are not blank."""
    blank, starts = _blank(delimiter), []
    for record in records:
        if record.strip(blank):
            starts.append(line)
        line += _line_ends(record)
    return starts


def _line_ends(record: str) -> int:
    ends = record.count("\n") + record.count("\r") - record.count("\r\n")
    return ends if record[-1] in "\r\n" else ends + 1


def _mended(row: list[str], delimiter: str, width: int) -> list[str]:
    line = delimiter.join(row)
    return (QUOTE in line and cells_of(line, delimiter, width)) or row


def _rejoined(
    blocks: Iterable[list[str]], delimiter: str, delimiters: int
) -> Iterator[tuple[int, list[str], bool]]:
    """Records whose cells hold line breaks, as one string each, told by counting delimiters."""
    rejoin = _Rejoin(delimiter, delimiters)
    line = 1
    for lines in blocks:
        begins = line - rejoin.waiting
        records = rejoin(lines)
        yield begins, records, records is lines
        line += len(lines)
    yield line - rejoin.waiting, rejoin.rest(), False


class _Rejoin:
    """Joins lines that belong to one record.

    A piece that cannot be the beginning of the record that follows stands as a record of its own,
    so that one broken row does not take the rest of the file with it.
    """

    def __init__(self, delimiter: str, delimiters: int) -> None:
        self._delimiter = delimiter
        self._delimiters = delimiters
        self._pieces: list[str] = []
        self._counted = self._length = 0

    @property
    def waiting(self) -> int:
        """Lines of the record that has begun."""
        return len(self._pieces)

    def __call__(self, lines: list[str]) -> list[str]:
        """The records that these lines end."""
        here = [line.count(self._delimiter) for line in lines]
        if not self._pieces and min(here) >= self._delimiters:
            return lines
        return [
            record
            for line, counted in zip(lines, here, strict=True)
            for record in self._records(line, counted)
        ]

    def rest(self) -> list[str]:
        """The record that the last line ends."""
        pieces, self._pieces = self._pieces, []
        self._counted = self._length = 0
        return ["".join(pieces)] if pieces else []

    def _records(self, line: str, counted: int) -> Iterator[str]:
        if not self._pieces and counted >= self._delimiters:
            yield line
            return
        if self._counted + counted > self._delimiters or self._length > _LONGEST_RECORD:
            yield from self.rest()
        if not (self._pieces or line.strip()):
            yield line  # a blank one, which counts as a line all the same
        else:
            self._pieces.append(line)
            self._counted, self._length = self._counted + counted, self._length + len(line)
        if self._counted >= self._delimiters:
            yield from self.rest()


def _lines(text: str) -> StringIO:
    """Broken where a file of text is, and nowhere else: U+0085 and U+2028 are letters here."""
    return StringIO(text, newline="")


def _without_bom_traces(header: list[str]) -> list[str]:
    first, *others = header or [""]
    for trace in _BOM_TRACES:
        first = first.removeprefix(trace)
    return [first, *others]


def _require_text(name: str, chunk: bytes) -> None:
    if chunk.count(b"\0") * _NUL_IN_TEXT > len(chunk):
        raise _binary(name)
    if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
        raise FileRefusedError(f"{name} no está dividido en líneas; se espera una fila por línea")


def _binary(name: str) -> FileRefusedError:
    return FileRefusedError(f"{name} es un archivo binario; se espera una tabla CSV, TXT o XLSX")


def _broken(begins: str) -> RowError:
    return RowError(
        WHOLE_ROW,
        begins.replace("\0", NUL_SHOWN),
        "las comillas de la fila no cierran donde termina una celda",
        'comillas dobles («""») dentro de una celda entre comillas',
    )
