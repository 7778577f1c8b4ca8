"""A file with a header and rows, whatever it was saved as.

Making a table reads no more than the header. `scan` reads the whole file once for its hash, and
only then are its rows read, one after the other, so that memory does not grow with the file.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sep_ledger.importing.layout import FileHead, FileRefusedError
from sep_ledger.importing.rows import normalised

CHUNK = 1 << 20
"""Bytes read at a time, and the longest line a text file may have."""

ROWS_A_BLOCK = 1_000

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

    def __init__(
        self,
        path: Path,
        header: Sequence[str],
        sheet: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        """Raises FileRefusedError where a column is named twice."""
        self.path = path
        self.size = path.stat().st_size
        self.head = FileHead(path.name, tuple(map(normalised, header)), sheet, delimiter)
        _require_distinct(self.head)

    def scan(self, on_bytes: OnBytes) -> str:
        """Read the file to its last byte; its SHA-256 in hexadecimal. Raises FileRefusedError."""
        digest = sha256()
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                self._look_at(chunk)
                on_bytes(file.tell())
        return digest.hexdigest()

    @abstractmethod
    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:
        """The rows after the header; blank lines are left out and not counted."""

    def blocks(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Block]:
        """The same rows, many at a time."""
        records = self.records(quoted=quoted, breaks_lines=breaks_lines)
        while some := list(islice(records, ROWS_A_BLOCK)):
            yield Block(*zip(*some, strict=True))

    @property
    @abstractmethod
    def bytes_read(self) -> int:
        """How far into the file the rows read so far reach, roughly."""

    def _look_at(self, chunk: bytes) -> None:  # noqa: B027 - not every kind of table needs it
        """What a kind of table wants to know of every byte before its rows are read."""


def _require_distinct(head: FileHead) -> None:
    named = [column for column in head.columns if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise FileRefusedError(f"{head.name} repite columnas: {', '.join(twice)}")
