"""What a row says, field by field, each read from the few cells that it depends on.

A file repeats itself: a million rows name some thousand schools, days and accounts. So a field is
read, checked by the event's model and written as JSON once for what its cells say, and remembered;
the events of many rows are then put together from what is known. A row that is wrong, or worth a
warning, is read with care instead: each field by its function, the event made by its model.
"""

from abc import abstractmethod
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, compress
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel

from sep_domain.events.base import Fact
from sep_domain.streams import key_bytes, named_stream, period_bytes
from sep_intake.cells.rows import Row
from sep_intake.columns.column_values import (
    Column,
    FieldSource,
    Meaning,
    Meanings,
    Member,
    Odd,
    Remembered,
    constant,
    joined_pieces,
    named_by_column,
    remembered_json,
    remembered_name,
    written_by_column,
)
from sep_intake.columns.layout import Layout, PlainFacts, Warned
from sep_intake.columns.quick_columns import ColumnReader


class Field(NamedTuple):
    """How a field of an event is read from a row."""

    read: Callable[[Row], Any]
    """Raises RowError."""
    columns: tuple[str, ...] | None
    """All that `read` looks at; those the file lacks are blank. None: it looks everywhere."""
    by_column: ColumnReader | None = None
    """For texts that seldom come again, so that to remember them would cost more than it saves."""

    def source(self, model: type[BaseModel], name: str, warnings: list[Warned]) -> FieldSource:
        return FieldSource(model, name, self.read, self.columns or (), warnings)

    def written(self, begins: bytes, source: FieldSource) -> Meaning:
        """As a member of a JSON object."""
        if self.by_column:
            return Meaning(self.columns, partial(written_by_column, begins, self.by_column))
        return Meaning(self.columns, remembered_json(Member(begins, source)).of)

    def naming(self, source: FieldSource) -> Meaning:
        """As a part of a key."""
        if self.by_column:
            return Meaning(self.columns, partial(named_by_column, self.by_column))
        return Meaning(self.columns, remembered_name(source).of)

    def dating(self, source: FieldSource) -> Meaning:
        """As a value."""
        return Meaning(self.columns, Remembered(source.value).of)


Fields = Mapping[str, Field]
"""By the names of an event's fields, in the order in which the errors of a row are looked for."""


def field(
    read: Callable[..., Any],
    *columns: str,
    by_column: ColumnReader | None = None,
    **options: object,
) -> Field:
    """The field that `read(row, *columns, **options)` reads."""
    return Field(lambda row: read(row, *columns, **options), columns, by_column)


class FieldLayout(Layout):
    """A layout whose rows state one event each, of which every field is read by itself."""

    event: ClassVar[type[Fact]]
    named_by: ClassVar[tuple[str, ...]]
    """The fields that the event's `key` looks at, and finds texts where they are present."""
    dated_by: ClassVar[str]
    """The field that the event's `period` looks at."""

    @abstractmethod
    def fields(self) -> Fields:
        """How this file's rows are read."""

    @cached_property
    def _fields(self) -> Fields:
        return self.fields()

    @cached_property
    def _meanings(self) -> Meanings:
        """Of the pieces of the event as it is written, then of what dates and what names it."""
        pieces = chain.from_iterable(
            self.written(member_start(name, first=not place), name)
            for place, name in enumerate(self.event.model_fields)
        )
        dates = self._fields[self.dated_by].dating(self._source(self.dated_by))
        names = (self._fields[name].naming(self._source(name)) for name in self.named_by)
        return Meanings(self.head.columns, chain(pieces, [constant(b"}"), dates], names))

    def written(self, begins: bytes, name: str) -> Iterable[Meaning]:
        """The pieces of which a field is written, of which the first begins so; nothing at all
        where it is absent."""
        return [self._fields[name].written(begins, self._source(name))]

    def _source(self, name: str) -> FieldSource:
        return self._fields[name].source(self.event, name, self.warnings)

    def columns_of(self, path: str) -> tuple[str, ...]:
        named = self._fields.get(path.partition(".")[0])
        return () if named is None or named.columns is None else named.columns

    def facts(self, row: Row) -> list[Fact]:
        return [self.event(**{name: each.read(row) for name, each in self._fields.items()})]

    def plain_facts(self, rows: Sequence[Sequence[str]]) -> PlainFacts:
        odd: Odd = set()
        fields = self._meanings.of(list(zip(*rows, strict=True)), odd)
        places: Sequence[int] = range(len(rows))
        if odd:
            plain = [place not in odd for place in places]
            places = list(compress(places, plain))
            fields = [list(compress(each, plain)) for each in fields]
        names = len(self.named_by)
        return self._put_together(places, fields[: -names - 1], *fields[-names - 1 :])

    def _put_together(
        self, places: Sequence[int], pieces: Sequence[Column], dates: Column, *names: Column
    ) -> PlainFacts:
        dated = list(map(self._periods.__getitem__, dates))
        name, key = self.event.NAME, self.event.key
        keys = [key_bytes((name, *key(named))) for named in map(self._named, *names)]
        streams = list(map(named_stream, (period for period, _ in dated), keys))
        return PlainFacts(
            self.event, places, streams, joined_pieces(pieces), [year for _, year in dated]
        )

    @cached_property
    def _named(self) -> Any:
        """A tuple of what names the event, which `key` takes for the event."""
        return namedtuple("Named", self.named_by)

    @cached_property
    def _periods(self) -> "_Periods":
        return _Periods(self.event, self.dated_by)


class _Periods(dict[Any, tuple[bytes, int]]):
    """How streams of a period begin, and its year, by what dates an event."""

    def __init__(self, event: type[Fact], dated_by: str) -> None:
        super().__init__()
        self._event = event
        self._dated_by = dated_by

    @cached_property
    def _dated(self) -> Any:
        return namedtuple("Dated", (self._dated_by,))

    def __missing__(self, date: Any) -> tuple[bytes, int]:
        year, month = self._event.period(self._dated(date))
        dated = self[date] = period_bytes(self._event.DATASET, year, month), year
        return dated


def member_start(name: str, *, first: bool) -> bytes:
    """How a member of a JSON object begins, and the object with its first."""
    return b'%b"%b":' % (b"{" if first else b",", name.encode())
