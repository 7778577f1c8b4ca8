"""The facts of a file as the bytes that the log keeps, at as little cost a fact as may be.

All facts of one class share a topic, and all rows of a file a provenance, save for the row. What is
shared is written once; the rest goes straight into packed columns, without an object in between.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple, Self

from pydantic_core import to_json

from sep_domain.events.base import Fact
from sep_domain.provenance import Edition, FileSource, Provenance
from sep_domain.streams import key_bytes, named_stream, period_bytes
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.records.recorded import metadata_bytes, state_bytes, states_bytes


class EncodedFact(NamedTuple):
    """A fact as the log has it, its provenance apart."""

    stream: bytes
    topic: bytes
    state: bytes
    twins: bool

    @classmethod
    def of(cls, fact: Fact) -> Self:
        kind = type(fact)
        return cls(fact.stream_bytes(), topic_bytes(kind), state_bytes(fact), kind.TWINS)


@cache
def topic_bytes(kind: type[Fact]) -> bytes:
    """The topic under which a class of facts is recorded now, in UTF-8."""
    return kind.topic().encode()


class FileMetadata:
    """The provenance of each row of a file: `metadata_bytes` of its `FileSource`."""

    def __init__(self, source: FileSource, edition: Edition | None = None) -> None:
        """The source of any row; `edition` is that of rows that have none of their own."""
        self._edition = edition
        whole = metadata_bytes(Provenance(source=source.model_copy(update={"row": 0})))
        before, row, _ = whole.rpartition(b'"row":0')
        self._before = before + row[:-1]

    def __call__(self, row: int, edition: Edition | None = None) -> bytes:
        return b"%b%d%b" % (self._before, row, _ending(edition or self._edition))

    def each(
        self, rows: Sequence[int], editions: Sequence[Edition | None] | None = None
    ) -> list[bytes]:
        """Of many rows; without `editions` none has one of its own."""
        before, ending = self._before, _ending(self._edition)
        if editions is None:
            return [b"%b%d%b" % (before, row, ending) for row in rows]
        return list(map(self, rows, editions))


def pack_facts(stated: Iterable[tuple[int, Fact]], provenance: Provenance) -> PackedFacts:
    """Facts that come from one and the same place, each with its number there."""
    facts, metadata = PackedFacts(), metadata_bytes(provenance)
    for row, fact in stated:
        stream, topic, state, twins = EncodedFact.of(fact)
        facts.add(row, stream, topic, state, metadata, twins=twins)
    return facts


def packed_facts(facts: Iterable[tuple[int, Fact]], metadata: FileMetadata) -> PackedFacts:
    """Facts of one file, each with the row that states it; those that follow alike together."""
    packed = PackedFacts()
    for kind, some in groupby(facts, _kind):
        rows, alike = zip(*some, strict=True)
        states = states_bytes(kind, alike)
        streams = _streams(kind, alike)
        provenances = metadata.each(rows)
        packed.extend(rows, streams, topic_bytes(kind), states, provenances, twins=kind.TWINS)
    return packed


def _kind(stated: tuple[int, Fact]) -> type[Fact]:
    return type(stated[1])


def _streams(kind: type[Fact], facts: Sequence[Fact]) -> list[bytes]:
    """As `Fact.stream_bytes` of each."""
    name, dates = kind.NAME, list(map(kind.period, facts))
    known = {date: period_bytes(kind.DATASET, *date) for date in set(dates)}
    keys = [key_bytes((name, *key)) for key in map(kind.key, facts)]
    return list(map(named_stream, map(known.__getitem__, dates), keys))


@lru_cache(maxsize=64)
def _ending(edition: Edition | None) -> bytes:
    if edition is None:
        return b"}}"
    day = b"" if edition.day is None else b',"edition_day":%b' % to_json(edition.day)
    return b',"edition":%b%b}}' % (to_json(edition.mark), day)
