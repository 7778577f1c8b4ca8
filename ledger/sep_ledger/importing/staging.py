"""Rows made ready for the log: each turned into facts whole, or into the reason why not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice

from pydantic import ValidationError
from pydantic_core import to_json

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource, Provenance
from sep_ledger.bulk import StagedFact
from sep_ledger.importing.layout import AggregatingLayout, Layout, PlainFact
from sep_ledger.importing.rejections import Rejection
from sep_ledger.importing.rows import Columns, Row, RowError
from sep_ledger.importing.tables import Record
from sep_ledger.recording import metadata_bytes, state_bytes

SUM_ROW = 0
"""The row that is named as the source of what many rows add up to."""

_FACTS_THAT_TELL = 100_000
"""Facts after which a layout that has stated one in each row is taken to do so always."""


@dataclass(slots=True)
class Batch:
    """Some consecutive rows of a file and what was made of them."""

    rows: int = 0
    facts: list[StagedFact] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


class Staging:
    """Stages the rows of one file."""

    def __init__(self, layout: Layout, source: FileSource) -> None:
        self.years: set[int] = set()
        self._layout = layout
        self._sums = layout if isinstance(layout, AggregatingLayout) else None
        self._metadata = _Metadata(source)
        self._width = len(layout.head.columns)
        self._columns = Columns(layout.head.columns)
        self._stated: dict[bytes, int] | None = {}
        self._several = False

    def batches(self, records: Iterator[Record], size: int) -> Iterator[Batch]:
        """Batches of about `size` rows or facts, whichever come first; then the closing facts."""
        batch = Batch()
        for record in records:
            self._take(record, batch)
            if batch.rows >= size or len(batch.facts) >= size:
                yield batch
                batch = Batch()
        closing = iter(self._layout.closing_facts())
        while facts := self._staged(islice(closing, size), SUM_ROW, None):
            batch.facts += facts
            yield batch
            batch = Batch()
        yield batch

    def _take(self, record: Record, batch: Batch) -> None:
        number, cells = record
        batch.rows += 1
        fitting = self._fitting(cells)
        if fitting is None:
            shape = Rejection.of_shape(number, len(cells), self._width)
            batch.rejections.append(shape)
            return
        try:
            staged = self._stage(number, fitting)
        except RowError as error:
            batch.rejections.append(Rejection.of_error(number, error))
        except ValidationError as error:
            batch.rejections.append(Rejection.of_validation(number, error))
        else:
            if self._contradicts(staged):
                batch.rejections.append(Rejection.of_repeated(number))
            else:
                batch.facts += staged

    def _fitting(self, cells: Sequence[str]) -> Sequence[str] | None:
        return cells if len(cells) == self._width else self._layout.repaired(cells)

    def _stage(self, number: int, cells: Sequence[str]) -> list[StagedFact]:
        if self._sums is not None:
            self._sums.consume(cells)
            return []
        plain = self._layout.plain_fact(cells)
        if plain is not None:
            return [self._staged_plain(plain, number)]
        row = Row(self._columns, cells, number)
        return self._staged(self._layout.facts(row), number, self._layout.edition(row))

    def _staged(self, facts: Iterable[Fact], row: int, edition: str | None) -> list[StagedFact]:
        staged = []
        metadata = self._metadata(row, edition)
        for fact in facts:
            self.years.add(fact.period()[0] or fact.occurred_on.year)
            state = state_bytes(fact)
            topic = _topic(type(fact))
            staged.append(StagedFact(row, fact.stream(), topic, state, metadata, fact.TWINS))
        return staged

    def _staged_plain(self, fact: PlainFact, row: int) -> StagedFact:
        event, stream, state, year, edition = fact
        self.years.add(year)
        metadata = self._metadata(row, edition)
        return StagedFact(row, stream, _topic(event), state, metadata, event.TWINS)

    def _contradicts(self, staged: Sequence[StagedFact]) -> bool:
        """Whether a row states otherwise what an earlier row of the file stated.

        Of a row of several facts the log would turn away the one that is repeated and take the
        others; but a row is loaded whole or not at all. Where rows state one fact each, which the
        first many show, the log alone tells, and no memory (some 200 bytes a fact) is spent on it.
        """
        self._several = self._several or len(staged) > 1
        if self._stated is None or not staged or staged[0].twins:
            return False
        if len(self._stated) >= _FACTS_THAT_TELL and not self._several:
            self._stated = None
            return False
        if len(staged) == 1:
            stream, state = staged[0].stream.bytes, hash(staged[0].state)
            return self._stated.setdefault(stream, state) != state
        said = {fact.stream.bytes: hash(fact.state) for fact in staged}
        if any(self._stated.get(stream, state) != state for stream, state in said.items()):
            return True
        self._stated |= said
        return False


class _Metadata:
    """The provenance of each row as stored bytes; all but the row is the same in a whole file."""

    def __init__(self, source: FileSource) -> None:
        whole = metadata_bytes(Provenance(source=source.model_copy(update={"row": 0})))
        before, row, _ = whole.rpartition(b'"row":0')
        self._before = before + row[:-1]

    def __call__(self, row: int, edition: str | None) -> bytes:
        return b"%s%d%s" % (self._before, row, _ending(edition))


@cache
def _topic(kind: type[Fact]) -> str:
    return kind.topic()


@lru_cache(maxsize=64)
def _ending(edition: str | None) -> bytes:
    return b"}}" if edition is None else b',"edition":%s}}' % to_json(edition)
