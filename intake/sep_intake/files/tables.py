"""A file with a header and rows, whatever it was saved as.

Making a table reads no more than the header. `scan` reads the whole file once for its hash, and
only then are its rows read, one after the other, so that memory does not grow with the file.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import ClassVar, NamedTuple

from sep_intake.cells.encodings import LONE_SURROGATE, EncodingScan, Stray
from sep_intake.cells.places import Place, Places
from sep_intake.cells.rows import RowError, normalised_column
from sep_intake.columns.layout import FileHead, FileRefusedError, Warned
from sep_intake.files.sources import Source

CHUNK = 1 << 20
"""Bytes read at a time, and the longest line a text file may have."""

ROWS_A_BLOCK = 1_000

WHOLE_ROW = "(fila)"
NUL_SHOWN = "␀"

OnBytes = Callable[[int], None]
"""Told how many bytes of the file have been read so far."""


class Record(NamedTuple):
    """A row as read. It is malformed where it has not as many cells as the header."""

    number: int
    """Counts from 1, the header and blank lines left out."""
    cells: list[str]


class Block(NamedTuple):
    """Some consecutive rows as read."""

    numbers: Sequence[int]
    rows: Sequence[list[str]]


class Table(ABC):
    """One file, opened for reading its rows."""

    may_be_empty: ClassVar[bool] = False
    """Whether a file without rows says something, as the statement of a month without movements."""

    def __init__(
        self,
        source: Source | Path,
        header: Sequence[str],
        *,
        sheet: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        """Raises FileRefusedError where a column is named twice."""
        self.source = source if isinstance(source, Source) else Source(source)
        self.size = self.source.size
        columns, written = tuple(map(normalised_column, header)), tuple(map(str.strip, header))
        self.head = FileHead(self.source.own_name, columns, sheet, delimiter, written)
        self.places = Places()
        """Where the rows read so far stand in the file."""
        self.faults: dict[int, RowError] = {}
        """Why a row that was read without any cells could not be read; whoever rejects it takes
        the reason out."""
        self.remarks: list[Warned] = []
        """What a reader of the report should know of the file beside its rows."""
        _require_distinct(self.head)

    @property
    def path(self) -> Path:
        """What lies on disk: the file, or the archive that holds it."""
        return self.source.path

    @property
    def name(self) -> str:
        """What a person and provenance call it: `archive.zip/member.csv`."""
        return self.source.name

    def place_of(self, number: int) -> Place | None:
        """Where a row that was just read stands in the file."""
        return self.places.of(number)

    def scan(self, on_bytes: OnBytes) -> str:
        """Read the file to its last byte; its SHA-256 in hexadecimal. Raises FileRefusedError."""
        digest, done = sha256(), 0
        with self.source.open() as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                self._look_at(chunk)
                done += len(chunk)
                on_bytes(done)
        return digest.hexdigest()

    @abstractmethod
    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:
        """The rows after the header; blank lines are left out and not counted."""

    def blocks(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Block]:
        """The same rows, many at a time; of those that no text can hold only the fault."""
        records = self.records(quoted=quoted, breaks_lines=breaks_lines)
        while some := list(islice(records, ROWS_A_BLOCK)):
            block = Block(*zip(*some, strict=True))
            yield Block(block.numbers, self._without_unkept(*block))

    @property
    @abstractmethod
    def bytes_read(self) -> int:
        """How far into the file the rows read so far reach, roughly."""

    def _look_at(self, chunk: bytes) -> None:  # noqa: B027 - not every kind of table needs it
        """What a kind of table wants to know of every byte before its rows are read."""

    def _judge(self, scan: EncodingScan, chunk: bytes) -> None:
        """Feed the scan, and tell of the first byte that is stray."""
        known = scan.stray
        scan.feed(chunk)
        if scan.stray and not known:
            self.remarks.append(self._read_as_cp1252(scan.stray))

    def _read_as_cp1252(self, stray: Stray) -> Warned:
        """A letter that may have been another is never read in silence."""
        reason = (
            f"el archivo es UTF-8, y desde la línea {self._line_at(stray.at)} trae bytes que no"
            f" lo son: se leen como cp1252 (el primero, «{stray.letter}»); revise esos nombres"
        )
        return Warned(0, "(archivo)", stray.letter, reason)

    def _line_at(self, byte: int) -> int:
        ends = {b"\n": 0, b"\r": 0}
        with self.source.open() as file:
            while byte and (chunk := file.read(min(byte, CHUNK))):
                byte -= len(chunk)
                for end in ends:
                    ends[end] += chunk.count(end)
        return max(ends.values()) + 1

    def _without_unkept(
        self, numbers: Sequence[int], rows: Sequence[list[str]]
    ) -> Sequence[list[str]]:
        """The rows, those with a NUL character or a lone surrogate empty and at fault: PostgreSQL
        keeps no such text, so that one of them in the log would stop everything that is derived
        from it."""
        text = "".join(map("".join, rows))
        if "\0" not in text and LONE_SURROGATE not in text:
            return rows
        return [
            self._at_fault(number, fault) if (fault := self._unkept_in(row)) else row
            for number, row in zip(numbers, rows, strict=True)
        ]

    def _at_fault(self, number: int, fault: RowError) -> list[str]:
        """The row that stands for one that cannot be read: it has no cells."""
        self.faults[number] = fault
        return []

    def _unkept_in(self, cells: list[str]) -> RowError | None:
        columns = self.head.columns
        for place, cell in enumerate(cells):
            if "\0" in cell or LONE_SURROGATE in cell:
                column = columns[place] if place < len(columns) else WHOLE_ROW
                return nul_fault(column, cell) if "\0" in cell else _surrogate_fault(column, cell)
        return None


def nul_fault(field: str, value: str) -> RowError:
    """What is said of a text with a NUL character, which is shown as its symbol."""
    reason = "contiene un carácter nulo (U+0000)"
    shown = value.replace("\0", NUL_SHOWN)
    return RowError(field, shown, reason, "un texto sin ese carácter")


def _surrogate_fault(field: str, value: str) -> RowError:
    reason = "contiene la mitad de un carácter (U+D800 a U+DFFF), que no es texto"
    shown = value.replace(LONE_SURROGATE, "\ufffd").replace("\0", NUL_SHOWN)
    return RowError(field, shown, reason, "un texto sin ese carácter")


def _require_distinct(head: FileHead) -> None:
    named = [column for column in head.columns if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise FileRefusedError(f"{head.name} repite columnas: {', '.join(twice)}")
