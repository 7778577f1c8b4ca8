"""What a layout is: how the rows of one dataset become facts."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from sep_domain.events.base import Fact
from sep_ledger.importing.rows import Row


@dataclass(frozen=True, slots=True)
class FileHead:
    """What is known of a file before its first row is read."""

    name: str
    """The file's name without folders; some layouts take the year from it."""
    columns: tuple[str, ...]
    """Normalised column names, in the order of the file."""
    sheet: str | None = None
    """The sheet's name in a spreadsheet, where fractions always have a point; None in a text."""
    delimiter: str | None = None
    """What parts the cells of a text table; None where there is none or it is not known."""


class FileRefusedError(ValueError):
    """A file is not what it should be; the message (Spanish) says what was expected and found."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a reader of the report should know about a row that did load."""

    row: int
    field: str
    value: str
    reason: str


class PlainFacts(NamedTuple):
    """What rows state, put together without models, as their models would have it."""

    event: type[Fact]
    places: Sequence[int]
    """Of the rows that state them, one each, among all that were given; in order."""
    streams: Sequence[bytes]
    states: Sequence[bytes]
    years: Sequence[int]
    """Of their periods."""
    editions: Sequence[str | None] | None = None


class Layout(ABC):
    """One dataset's layout over all its years. An instance reads one file.

    `facts` raises RowError for a malformed row, which is then rejected whole.
    """

    dataset: ClassVar[str]
    """The name by which a person forces it and by which provenance names it: `simce`."""
    title: ClassVar[str]
    """What a person calls it, in Spanish."""
    required: ClassVar[Set[str]]
    """Normalised columns without which the file is not this dataset."""
    quoted: ClassVar[bool] = False
    """Whether cells may be quoted (RFC 4180). The official files write bare quotes in names."""
    personal: ClassVar[bool] = False
    """Whether rows are about persons, so that no cell may reach a report, a log or an exception."""
    breaks_lines: ClassVar[bool] = False
    """Whether cells hold unquoted line breaks, so that records are counted by delimiters."""

    def __init__(self, head: FileHead) -> None:
        """Raises FileRefusedError where the header contradicts itself or the name."""
        self.head = head
        self.warnings: list[Warned] = []
        """Filled while reading; the importer takes them out after each batch."""

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        return cls.required <= columns

    @abstractmethod
    def facts(self, row: Row) -> Iterable[Fact]:
        """The facts that a row states."""

    def plain_facts(self, rows: Sequence[Sequence[str]]) -> PlainFacts | None:  # noqa: ARG002 - most read every row alike
        """The facts of the rows that are neither wrong nor worth a warning, for layouts that can
        tell them in less time than `facts`, which says the same; None where they cannot."""
        return None

    def repaired(self, cells: Sequence[str]) -> Sequence[str] | None:  # noqa: ARG002 - most have no remedy
        """The cells of a row that has more or fewer than the header, put right; None where it
        cannot be done, so that the row is rejected."""
        return None

    def closing_facts(self) -> Iterable[Fact]:
        """Facts that stand only once the last row is read, for layouts that aggregate."""
        return ()

    def edition(self, row: Row) -> str | None:  # noqa: ARG002 - most files carry none
        """The publisher's own version mark of the row, kept in its provenance."""
        return None


class AggregatingLayout(Layout):
    """A layout whose rows state nothing alone; what they add up to is in `closing_facts`.

    For files of millions of rows: an importer that calls `consume` needs no Row per row.
    """

    @abstractmethod
    def consume(self, cells: Sequence[str]) -> None:
        """Take a row's cells, in the order of `head.columns`, into the sum. Raises RowError."""

    def facts(self, row: Row) -> Iterable[Fact]:
        self.consume(row.cells)
        return ()
