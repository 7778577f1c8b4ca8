"""Rows made ready for the log: each turned into facts whole, or into the reason why not."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import to_json

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource, Provenance
from sep_ledger.importing.layout import AggregatingLayout, Layout, Warned
from sep_ledger.importing.rejections import Rejection
from sep_ledger.importing.rows import Columns, Row, RowError
from sep_ledger.importing.tables import Record, Table
from sep_ledger.packed import FactPacker, PackedFacts
from sep_ledger.recording import metadata_bytes, state_bytes

SUM_ROW = 0
"""The row that is named as the source of what many rows add up to."""

_FACTS_THAT_TELL = 100_000
"""Facts after which a layout that has stated one in each row is taken to do so always."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive rows of a file and what was made of them."""

    rows: int
    facts: PackedFacts
    years: set[int]
    """That the facts are about."""
    rejections: list[Rejection]
    warnings: list[Warned]
    bytes_read: int
    """How far into the file it reaches, roughly."""


@dataclass(slots=True)
class _Making:
    """A batch to which rows are added."""

    rows: int = 0
    facts: FactPacker = field(default_factory=FactPacker)
    years: set[int] = field(default_factory=set)
    rejections: list[Rejection] = field(default_factory=list)


class _Stated(NamedTuple):
    """A fact as a row states it."""

    stream: bytes
    topic: bytes
    state: bytes
    twins: bool
    year: int


class Staging:
    """Stages the rows of one file."""

    def __init__(self, table: Table, layout: Layout, source: FileSource) -> None:
        self._table = table
        self._layout = layout
        self._sums = layout if isinstance(layout, AggregatingLayout) else None
        self._metadata = _Metadata(source)
        self._width = len(layout.head.columns)
        self._columns = Columns(layout.head.columns)
        self._known: dict[bytes, int] | None = {}
        self._several = False

    def batches(self, size: int) -> Generator[Batch, None, None]:
        """Batches of about `size` rows or facts, whichever come first; then the closing facts."""
        layout = self._layout
        making = _Making()
        for record in self._table.records(quoted=layout.quoted, breaks_lines=layout.breaks_lines):
            self._take(record, making)
            if making.rows >= size or len(making.facts) >= size:
                yield self._made(making)
                making = _Making()
        closing = iter(layout.closing_facts())
        while facts := list(map(_stated, islice(closing, size))):
            self._add(facts, SUM_ROW, None, making)
            yield self._made(making)
            making = _Making()
        yield self._made(making)

    def _made(self, making: _Making) -> Batch:
        warnings = [*self._layout.warnings]
        self._layout.warnings.clear()
        return Batch(
            making.rows,
            making.facts.packed(),
            making.years,
            making.rejections,
            warnings,
            self._table.bytes_read,
        )

    def _take(self, record: Record, batch: _Making) -> None:
        number, cells = record
        batch.rows += 1
        fitting = self._fitting(cells)
        if fitting is None:
            shape = Rejection.of_shape(number, len(cells), self._width)
            batch.rejections.append(shape)
            return
        try:
            stated, edition = self._read(number, fitting)
        except RowError as error:
            batch.rejections.append(Rejection.of_error(number, error))
        except ValidationError as error:
            batch.rejections.append(Rejection.of_validation(number, error))
        else:
            if self._contradicts(stated):
                batch.rejections.append(Rejection.of_repeated(number))
            else:
                self._add(stated, number, edition, batch)

    def _fitting(self, cells: Sequence[str]) -> Sequence[str] | None:
        return cells if len(cells) == self._width else self._layout.repaired(cells)

    def _read(self, number: int, cells: Sequence[str]) -> tuple[list[_Stated], str | None]:
        """What a row states, and its edition."""
        if self._sums is not None:
            self._sums.consume(cells)
            return [], None
        plain = self._layout.plain_fact(cells)
        if plain is not None:
            event, stream, state, year, edition = plain
            return [_Stated(stream, _topic(event), state, event.TWINS, year)], edition
        row = Row(self._columns, cells, number)
        return list(map(_stated, self._layout.facts(row))), self._layout.edition(row)

    def _add(self, facts: Iterable[_Stated], row: int, edition: str | None, batch: _Making) -> None:
        metadata = self._metadata(row, edition)
        for stream, topic, state, twins, year in facts:
            batch.years.add(year)
            batch.facts.add(row, stream, topic, state, metadata, twins=twins)

    def _contradicts(self, stated: Sequence[_Stated]) -> bool:
        """Whether a row states otherwise what an earlier row of the file stated.

        Of a row of several facts the log would turn away the one that is repeated and take the
        others; but a row is loaded whole or not at all. Where rows state one fact each, which the
        first many show, the log alone tells, and no memory (some 200 bytes a fact) is spent on it.
        """
        self._several = self._several or len(stated) > 1
        if self._known is None or not stated or stated[0].twins:
            return False
        if len(self._known) >= _FACTS_THAT_TELL and not self._several:
            self._known = None
            return False
        if len(stated) == 1:
            stream, state = stated[0].stream, hash(stated[0].state)
            return self._known.setdefault(stream, state) != state
        said = {fact.stream: hash(fact.state) for fact in stated}
        if any(self._known.get(stream, state) != state for stream, state in said.items()):
            return True
        self._known |= said
        return False


class _Metadata:
    """The provenance of each row as stored bytes; all but the row is the same in a whole file."""

    def __init__(self, source: FileSource) -> None:
        whole = metadata_bytes(Provenance(source=source.model_copy(update={"row": 0})))
        before, row, _ = whole.rpartition(b'"row":0')
        self._before = before + row[:-1]

    def __call__(self, row: int, edition: str | None) -> bytes:
        return b"%s%d%s" % (self._before, row, _ending(edition))


def _stated(fact: Fact) -> _Stated:
    year = fact.period()[0] or fact.occurred_on.year
    kind = type(fact)
    return _Stated(fact.stream().bytes, _topic(kind), state_bytes(fact), kind.TWINS, year)


@cache
def _topic(kind: type[Fact]) -> bytes:
    return kind.topic().encode()


@lru_cache(maxsize=64)
def _ending(edition: str | None) -> bytes:
    return b"}}" if edition is None else b',"edition":%s}}' % to_json(edition)
