"""Text files whose cells are parted by a delimiter.

The official files do not quote: their names hold bare quotes, and a cell ends where the next
delimiter is. Other files quote as RFC 4180 says; they are told by a quoted header or their layout.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import partial
from io import BufferedReader, StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path

from sep_ledger.importing.encodings import BOM, Encoding, EncodingScan, guessed
from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.tables import CHUNK, ROWS_A_BLOCK, Block, Record, Table

_DELIMITERS = ";,~|\t"
_BOM_TRACES = ("\ufeff", "ï»¿")
"""A byte order mark that was itself taken for text."""
_CHARACTERS_A_BLOCK = 1 << 18
_LONGEST_RECORD = 1 << 20
"""Characters of one record with line breaks in its cells; a longer one is let go as malformed."""


class DelimitedTable(Table):
    """A CSV or TXT file, its delimiter told by its header and its encoding by its bytes."""

    def __init__(self, path: Path, sample: bytes) -> None:
        """`sample` is how the file begins. Raises FileRefusedError where it holds no header."""
        _require_text(path.name, sample)
        self._begins_at = len(BOM) if sample.startswith(BOM) else 0
        self._scan = EncodingScan()
        self._file: BufferedReader | None = None
        text = sample.decode(*guessed(sample))
        first_line = next((line for line in StringIO(text, newline="") if line.strip()), "")
        self.delimiter = max(_DELIMITERS, key=first_line.count)
        self._header_quoted = '"' in first_line
        lines = StringIO(text, newline="")
        read = _quoted_rows if self._header_quoted else _plain_row_by_row
        header = next(read(lines, self.delimiter), [])
        super().__init__(path, _without_bom_traces(header), delimiter=self.delimiter)

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
        self._file = self.path.open("rb")
        self._file.seek(self._begins_at)
        number = 0  # of the header
        with TextIOWrapper(self._file, encoding=name, errors=errors, newline="") as text:
            for rows in self._some_rows(text, quoted or self._header_quoted, breaks_lines):
                numbers = range(number, number + len(rows))
                number += len(rows)
                yield Block(numbers, rows) if numbers[0] else Block(numbers[1:], rows[1:])

    def _some_rows(
        self, text: TextIOWrapper, quoted: bool, breaks_lines: bool
    ) -> Iterator[list[list[str]]]:
        """All rows, the header too; at least one at a time."""
        if quoted:
            rows = _quoted_rows(text, self.delimiter)
            return iter(lambda: list(islice(rows, ROWS_A_BLOCK)), [])
        lines = iter(partial(text.readlines, _CHARACTERS_A_BLOCK), [])
        if breaks_lines:
            lines = _rejoined(lines, self.delimiter, len(self.head.columns) - 1)
        return filter(None, (_plain_rows(some, self.delimiter) for some in lines))

    def _look_at(self, chunk: bytes) -> None:
        _require_text(self.head.name, chunk)
        self._scan.feed(chunk)


def _plain_rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """Cells of lines without quoting. Spreadsheets leave lines of bare delimiters behind."""
    blank = delimiter + " \t\r\n\ufeff"
    return [
        line.rstrip("\r\n").split(delimiter)
        for line in lines
        if line[0] not in blank or line.strip(blank)
    ]


def _plain_row_by_row(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return (row for line in lines for row in _plain_rows([line], delimiter))


def _quoted_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Cells as RFC 4180 quotes them; none at all for a record that cannot be read."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield []
        else:
            if any(map(str.strip, cells)):
                yield cells


def _rejoined(blocks: Iterable[list[str]], delimiter: str, delimiters: int) -> Iterator[list[str]]:
    """Records whose cells hold line breaks, as one string each, told by counting delimiters."""
    rejoin = _Rejoin(delimiter, delimiters)
    for lines in blocks:
        yield rejoin(lines)
    yield rejoin.rest()


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
        if self._pieces or line.strip():
            self._pieces.append(line)
            self._counted, self._length = self._counted + counted, self._length + len(line)
        if self._counted >= self._delimiters:
            yield from self.rest()


def _without_bom_traces(header: list[str]) -> list[str]:
    first, *others = header or [""]
    for trace in _BOM_TRACES:
        first = first.removeprefix(trace)
    return [first, *others]


def _require_text(name: str, chunk: bytes) -> None:
    if b"\0" in chunk:
        raise FileRefusedError(f"{name} es un archivo binario; se espera una tabla CSV, TXT o XLSX")
    if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
        raise FileRefusedError(f"{name} no está dividido en líneas; se espera una fila por línea")
