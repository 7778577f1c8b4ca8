"""Rows made ready for the log: each turned into facts whole, or into the reason why not."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice, pairwise
from typing import NamedTuple

from pydantic import ValidationError

from sep_domain.events.base import Fact
from sep_domain.provenance import Edition, FileSource
from sep_intake.cells.places import BatchPlaces
from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns.layout import AggregatingLayout, Layout, PlainFacts, Warned
from sep_intake.engine.contradictions import ShownFacts
from sep_intake.files.tables import Table
from sep_intake.reports.rejections import Rejection
from sep_ledger.facts.encoding import EncodedFact, FileMetadata, topic_bytes
from sep_ledger.facts.packed_facts import PackedFacts

SUM_ROW = 0
"""The row that is named as the source of what many rows add up to."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive rows of a file and what was made of them."""

    rows: int
    facts: PackedFacts
    years: set[int]
    """That the facts are about."""
    sums: list[int]
    """For facts that sum up many rows, how many each; empty where each fact has a row."""
    rejections: list[Rejection]
    warnings: list[Warned]
    places: BatchPlaces
    """Where the rows stand in the file."""
    bytes_read: int
    """How far into the file it reaches, roughly."""


@dataclass(slots=True)
class _Making:
    """A batch to which rows are added."""

    rows: int = 0
    facts: PackedFacts = field(default_factory=PackedFacts)
    years: set[int] = field(default_factory=set)
    sums: list[int] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


class _Stated(NamedTuple):
    """A fact as a row states it."""

    fact: EncodedFact
    year: int


class Staging:
    """Stages the rows of one file."""

    def __init__(self, table: Table, layout: Layout, source: FileSource) -> None:
        self._table = table
        self._layout = layout
        self._sums = layout if isinstance(layout, AggregatingLayout) else None
        self._metadata = FileMetadata(source, layout.file_edition)
        self._width = len(layout.head.columns)
        self._columns = Columns(layout.head.columns)
        self._shown = ShownFacts()
        self._rows = 0

    def batches(self, most: int) -> Generator[Batch, None, None]:
        """Batches of about `most` rows or facts, whichever come first; then the closing facts."""
        layout = self._layout
        making = _Making()
        for numbers, rows in self._table.blocks(
            quoted=layout.quoted, breaks_lines=layout.breaks_lines
        ):
            layout.notice(rows)
            taken = 0
            while taken < len(rows):
                room = slice(taken, taken + most - making.rows)
                taken += self._take(numbers[room], rows[room], making, most)
                if making.rows >= most or len(making.facts) >= most:
                    yield self._made(making)
                    making = _Making()
        closing = iter(layout.closing_facts())
        while facts := list(islice(closing, most)):
            if making.facts:  # so that sums never share a batch with facts of rows
                yield self._made(making)
                making = _Making()
            self._add(map(_stated, facts), SUM_ROW, layout.file_edition, making)
            if self._sums is not None:
                making.sums += map(layout.rows_of, facts)
            yield self._made(making)
            making = _Making()
        yield self._made(making)

    def _made(self, making: _Making) -> Batch:
        self._layout.notice_years(making.years)
        warnings = [*self._layout.warnings]
        self._layout.warnings.clear()
        made = Batch(
            making.rows,
            making.facts,
            making.years,
            making.sums,
            making.rejections,
            warnings,
            BatchPlaces.taken(self._rows + 1, making.rows, self._table.place_of),
            self._table.bytes_read,
        )
        self._rows += making.rows
        return made

    def _take(
        self, numbers: Sequence[int], rows: Sequence[list[str]], batch: _Making, size: int
    ) -> int:
        """Add rows until the batch holds so many facts; how many rows were added."""
        plain = self._plain(rows)
        if plain is not None:
            self._take_plain(numbers, rows, plain, batch)
            return len(rows)
        for taken, row in enumerate(zip(numbers, rows, strict=True), start=1):
            self._take_with_care(*row, batch)
            if len(batch.facts) >= size:
                return taken
        return len(rows)

    def _plain(self, rows: Sequence[list[str]]) -> PlainFacts | None:
        """The facts of rows of which none needs care."""
        fitting = [place for place, row in enumerate(rows) if len(row) == self._width]
        if len(fitting) == len(rows):
            return self._layout.plain_facts(rows)
        plain = self._layout.plain_facts([rows[place] for place in fitting]) if fitting else None
        return plain and plain._replace(places=[fitting[place] for place in plain.places])

    def _take_plain(
        self, numbers: Sequence[int], rows: Sequence[list[str]], plain: PlainFacts, batch: _Making
    ) -> None:
        """Add plain rows, and between them the others."""
        done = 0
        for run in _runs(plain.places):
            first = plain.places[run.start]
            self._take_each_with_care(numbers[done:first], rows[done:first], batch)
            done = first + run.stop - run.start
            self._add_plain(numbers[first:done], plain, run, batch)
        self._take_each_with_care(numbers[done:], rows[done:], batch)

    def _take_each_with_care(
        self, numbers: Sequence[int], rows: Sequence[list[str]], batch: _Making
    ) -> None:
        for number, cells in zip(numbers, rows, strict=True):
            self._take_with_care(number, cells, batch)

    def _take_with_care(self, number: int, cells: list[str], batch: _Making) -> None:
        batch.rows += 1
        fitting = self._fitting(cells)
        if fitting is None:
            batch.rejections.append(self._unfitting(number, cells))
            return
        try:
            stated, edition = self._read(number, fitting)
        except RowError as error:
            batch.rejections.append(Rejection.of_error(number, error))
        except ValidationError as error:
            batch.rejections.append(Rejection.of_validation(number, error, self._layout.columns_of))
        else:
            if self._shown.contradict([each.fact for each in stated]):
                batch.rejections.append(Rejection.of_repeated(number))
            elif stated:
                self._add(stated, number, edition, batch)

    def _unfitting(self, number: int, cells: Sequence[str]) -> Rejection:
        fault = self._table.faults.pop(number, None)
        if fault is not None:
            return Rejection.of_error(number, fault)
        return Rejection.of_shape(number, len(cells), self._width)

    def _fitting(self, cells: Sequence[str]) -> Sequence[str] | None:
        return cells if len(cells) == self._width else self._layout.repaired(cells)

    def _read(self, number: int, cells: Sequence[str]) -> tuple[list[_Stated], Edition | None]:
        """What a row states, and its edition."""
        if self._sums is not None:
            self._sums.consume(cells)
            return [], None
        row = Row(self._columns, cells, number)
        return list(map(_stated, self._layout.facts(row))), self._layout.edition(row)

    def _add(
        self, facts: Iterable[_Stated], row: int, edition: Edition | None, batch: _Making
    ) -> None:
        metadata = self._metadata(row, edition)
        for (stream, topic, state, twins), year in facts:
            batch.years.add(year)
            batch.facts.add(row, stream, topic, state, metadata, twins=twins)

    def _add_plain(
        self, numbers: Sequence[int], plain: PlainFacts, run: slice, batch: _Making
    ) -> None:
        """Add the facts that a run of rows states, one each."""
        batch.rows += len(numbers)
        twins = plain.event.TWINS
        streams, states, years = plain.streams[run], plain.states[run], plain.years[run]
        editions = plain.editions and plain.editions[run]
        agree = None if twins else self._shown.agree(streams, states)
        if agree and not all(agree):
            again = [number for number, agrees in zip(numbers, agree, strict=True) if not agrees]
            batch.rejections += map(Rejection.of_repeated, again)
            numbers, years = list(compress(numbers, agree)), list(compress(years, agree))
            streams, states = list(compress(streams, agree)), list(compress(states, agree))
            editions = editions and list(compress(editions, agree))
        batch.years.update(years)
        metadata = self._metadata.each(numbers, editions)
        topic = topic_bytes(plain.event)
        batch.facts.extend(numbers, streams, topic, states, metadata, twins=twins)


def _stated(fact: Fact) -> _Stated:
    return _Stated(EncodedFact.of(fact), fact.period()[0] or fact.occurred_on.year)


def _runs(places: Sequence[int]) -> Iterator[slice]:
    """Where in `places` each run of consecutive ones stands."""
    if not places:
        return
    breaks = (n for n, (one, next_one) in enumerate(pairwise(places), 1) if next_one != one + 1)
    for start, stop in pairwise((0, *breaks, len(places))):
        yield slice(start, stop)
