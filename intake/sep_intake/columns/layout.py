"""What a layout is: how the rows of one dataset become facts."""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from sep_domain.events.base import Fact
from sep_domain.provenance import Edition
from sep_intake.cells.rows import Row
from sep_intake.columns.headers import Declared, letters, missing_columns, nearest


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
    """What parts the cells of a text, which tells decimal marks apart; None elsewhere."""
    written: tuple[str, ...] = ()
    """The columns as the file spells them; empty where only the normalised names are known."""

    def as_written(self, column: str) -> str:
        """A column as the person who opens the file sees it; anything else as it is."""
        spelt = dict(zip(self.columns, self.written, strict=False))
        return spelt.get(column, column)


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
    editions: Sequence[Edition | None] | None = None


class Layout(ABC):
    """One dataset's layout over all its years. An instance reads one file.

    `facts` raises RowError for a malformed row, which is then rejected whole. Every column that a
    layout looks at is `required`, `together`, `since` or `optional` (see `headers.Declared`), under
    the name that `canonical` gives it.
    """

    dataset: ClassVar[str]
    """The name by which a person forces it and by which provenance names it: `simce`."""
    title: ClassVar[str]
    """What a person calls it, in Spanish."""
    required: ClassVar[Set[str]]
    """Normalised columns without which the file is not this dataset."""
    together: ClassVar[Sequence[Set[str]]] = ()
    """Columns that come together: a file that has one of a set has all."""
    since: ClassVar[Mapping[str, int]] = {}
    """The year from which files have a column."""
    optional: ClassVar[Mapping[str, str]] = {}
    """Columns that a file may lack, with what is then lost, in Spanish; nothing if empty."""
    unread: ClassVar[Set[str]] = frozenset()
    """Columns known and not read."""
    unread_like: ClassVar[re.Pattern[str] | None] = None
    """The same by their names' pattern."""
    filled_from: ClassVar[Mapping[str, str]] = {}
    """Fields that only the event's model bounds, and the columns that they are read from."""
    quoted: ClassVar[bool] = False
    """Whether cells may be quoted (RFC 4180). The official files write bare quotes in names."""
    personal: ClassVar[bool] = False
    """Whether rows are about persons, so that no cell may reach a report, a log or an exception."""
    named_by: ClassVar[tuple[str, ...]] = ()
    """The fields that the key of an event looks at, where it is of one kind."""
    identity: ClassVar[tuple[str, ...]] = ()
    """Fields of an event that no correction changes: stated otherwise, it is another thing."""
    complete_in: ClassVar[tuple[str, ...]] = ()
    """The fields of an event that tell a scope which a file states as a whole, such as a sostenedor
    and a year; empty where a file may state any part of anything."""
    breaks_lines: ClassVar[bool] = False
    """Whether cells hold unquoted line breaks, so that records are counted by delimiters."""

    def __init__(self, head: FileHead) -> None:
        """Raises FileRefusedError where the header contradicts itself or the name, or lacks a
        column that comes with another."""
        self.head = head
        self.spelt = self._spellings(head)
        """The file's own name of each column, by its canonical one."""
        if contradiction := self.contradiction(self.spelt.keys()):
            raise FileRefusedError(f"{head.name}: {contradiction}")
        self.declared = self.declaration(self.spelt.keys())
        self.warnings = self._header_warnings()
        """Filled while reading; the importer takes them out after each batch."""
        self._nameless = [place for place, column in enumerate(head.columns) if not column]
        self._overdue: set[str] = set()

    @classmethod
    def canonical(cls, column: str) -> str:
        """What the latest files call a column that others have called otherwise."""
        return column

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:  # noqa: ARG003 - most want the same of every file
        """What a file with such columns must have to be of this dataset, by canonical names."""
        return cls.required

    @classmethod
    def lacks(cls, columns: Set[str]) -> Set[str]:
        """What of it a file lacks."""
        known = set(map(cls.canonical, columns))
        return cls.wanted(known) - known

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        return not cls.lacks(columns)

    @classmethod
    def contradiction(cls, columns: Set[str]) -> str | None:  # noqa: ARG003 - most cannot contradict
        """What a header says against itself, in Spanish."""
        return None

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:  # noqa: ARG003 - most say the same of every file
        """What is said of the columns of a file that has these, by canonical names."""
        return Declared(
            cls.required, cls.together, cls.since, cls.optional, cls.unread, cls.unread_like
        )

    def columns_of(self, path: str) -> tuple[str, ...]:
        """The file's columns that a field of an event is read from, given as the path of a value in
        its content; none where the layout does not tell."""
        column = self.filled_from.get(path.partition(".")[0])
        return (self.spelt.get(column, column),) if column else ()

    def notice(self, rows: Sequence[Sequence[str]]) -> None:
        """Warn, once each, of columns without a name in which rows say something."""
        for place in list(self._nameless):
            if any(len(row) > place and row[place].strip() for row in rows):
                self._nameless.remove(place)
                reason = "columna sin nombre y con contenido: no se lee"
                self.warnings.append(Warned(0, f"(columna {letters(place)})", "", reason))

    def notice_years(self, years: Collection[int]) -> None:
        """Warn, once each, of columns that files about such years have and this one lacks."""
        for column, since in self.declared.overdue(
            self.spelt.keys(), max(years, default=0)
        ).items():
            if column not in self._overdue:
                self._overdue.add(column)
                reason = f"falta la columna, que los archivos traen desde {since}: queda sin dato"
                self.warnings.append(Warned(0, column, "", reason))

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

    def rows_of(self, fact: Fact) -> int:  # noqa: ARG002 - most closing facts stand beside their rows
        """How many rows a closing fact sums up, where they state nothing else."""
        return 0

    def edition(self, row: Row) -> Edition | None:  # noqa: ARG002 - most files carry none
        """The publisher's own version of the row, kept in its provenance."""
        return None

    @property
    def file_edition(self) -> Edition | None:
        """That of every row that has none of its own, where the file's name tells it."""
        return None

    def _spellings(self, head: FileHead) -> dict[str, str]:
        spelt: dict[str, str] = {}
        for column in filter(None, head.columns):
            name = self.canonical(column)
            if name in spelt:
                raise FileRefusedError(
                    f"{head.name}: las columnas «{spelt[name]}» y «{column}» dicen lo mismo"
                )
            spelt[name] = column
        return spelt

    def _header_warnings(self) -> list[Warned]:
        """Of columns unknown and absent. Raises FileRefusedError for one that others come with."""
        columns, declared = self.spelt.keys(), self.declared
        unknown = [self.spelt[name] for name in declared.unknown(columns)]
        missing = declared.missing(columns)
        if missing:
            partner = self.spelt[missing[min(missing)]]
            raise FileRefusedError(
                f"{self.head.name}: {missing_columns(missing, unknown)}; "
                f"está «{partner}», que no viene sin {'ella' if len(missing) == 1 else 'ellas'}"
            )
        absent = declared.absent(columns)
        return [
            *(Warned(0, column, "", _unknown(column, list(absent))) for column in unknown),
            *_absent(absent),
        ]


def _absent(lost: Mapping[str, str]) -> Iterator[Warned]:
    """One for all columns without which the same is lost: another year's form lacks many."""
    for what in dict.fromkeys(lost.values()):
        columns = [column for column in lost if lost[column] == what]
        opening = "falta la columna" if len(columns) == 1 else "faltan las columnas"
        yield Warned(0, ", ".join(columns), "", f"{opening}: {what}")


def _unknown(column: str, absent: Sequence[str]) -> str:
    meant = nearest(column, absent)
    return "columna desconocida: no se lee" + (f"; ¿es {meant}, que falta?" if meant else "")


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
