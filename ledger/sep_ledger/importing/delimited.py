"""Text files whose cells are parted by a delimiter.

The official files do not quote: their names hold bare quotes, and a cell ends where the next
delimiter is. Other files quote as RFC 4180 says; they are told by a quoted header or their layout.
"""

import csv
from collections.abc import Iterable, Iterator
from io import BufferedReader, StringIO, TextIOWrapper
from pathlib import Path

from sep_ledger.importing.encodings import BOM, Encoding, EncodingScan, guessed
from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.tables import CHUNK, Record, Table

_DELIMITERS = ";,~|\t"
_BOM_TRACES = ("\ufeff", "ï»¿")
"""A byte order mark that was itself taken for text."""
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
        rows = self._rows(StringIO(text, newline=""), self._header_quoted)
        header = next(rows, [])
        super().__init__(path, _without_bom_traces(header))

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
        name, errors = self.encoding
        self._file = self.path.open("rb")
        self._file.seek(self._begins_at)
        with TextIOWrapper(self._file, encoding=name, errors=errors, newline="") as text:
            lines: Iterable[str] = text
            quoted = quoted or self._header_quoted
            if breaks_lines and not quoted:
                lines = _rejoined(lines, self.delimiter, len(self.head.columns) - 1)
            rows = self._rows(lines, quoted)
            next(rows)
            yield from map(Record._make, enumerate(rows, start=1))

    def _rows(self, lines: Iterable[str], quoted: bool) -> Iterator[list[str]]:
        return (_quoted_rows if quoted else _plain_rows)(lines, self.delimiter)

    def _look_at(self, chunk: bytes) -> None:
        _require_text(self.head.name, chunk)
        self._scan.feed(chunk)


def _plain_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Cells of lines without quoting. Spreadsheets leave lines of bare delimiters behind."""
    blank = delimiter + " \t\r\n\ufeff"
    for line in lines:
        if line.strip(blank):
            yield line.rstrip("\r\n").split(delimiter)


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


def _rejoined(lines: Iterable[str], delimiter: str, delimiters: int) -> Iterator[str]:
    """Records whose cells hold line breaks, as one string each, told by counting delimiters.

    A piece that cannot be the beginning of the record that follows stands as a record of its own,
    so that one broken row does not take the rest of the file with it.
    """
    pieces: list[str] = []
    counted = length = 0
    for line in lines:
        here = line.count(delimiter)
        if here >= delimiters and not pieces:
            yield line
            continue
        if pieces and (counted + here > delimiters or length > _LONGEST_RECORD):
            yield "".join(pieces)
            pieces, counted, length = [], 0, 0
        if pieces or line.strip():
            pieces.append(line)
            counted, length = counted + here, length + len(line)
        if counted >= delimiters and pieces:
            yield "".join(pieces)
            pieces, counted, length = [], 0, 0
    if pieces:
        yield "".join(pieces)


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
