"""Facts one by one, as a test writes them down, and an append that takes them so."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self
from uuid import UUID

from psycopg import Connection

from sep_domain.events.base import Fact
from sep_domain.provenance import Provenance
from sep_ledger.facts import bulk
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.facts.verdicts import BatchOutcome, Rehearsal
from sep_ledger.records.recorded import metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent


class StagedFact(NamedTuple):
    """A fact, of any bytes, and the row it comes from."""

    row: int
    stream: UUID
    topic: str
    state: bytes
    metadata: bytes
    twins: bool

    @classmethod
    def of(cls, row: int, fact: Fact, provenance: Provenance) -> Self:
        return cls(
            row,
            fact.stream(),
            fact.topic(),
            state_bytes(fact),
            metadata_bytes(provenance),
            fact.TWINS,
        )


class FactAppend:
    """`bulk.FactAppend`, of facts one by one."""

    def __init__(
        self,
        conn: Connection[Any],
        *,
        opening: StoredEvent | None = None,
        insisting: bool = False,
        read_before: bool = False,
    ) -> None:
        self._append = bulk.FactAppend(
            conn, opening=opening, insisting=insisting, read_before=read_before
        )

    @property
    def opened(self) -> bool:
        return self._append.opened

    def append(self, facts: Sequence[StagedFact]) -> BatchOutcome:
        return self._append.append(packed(facts))

    def rehearse(self, facts: Sequence[StagedFact]) -> Rehearsal:
        return self._append.rehearse(packed(facts))


def packed(facts: Sequence[StagedFact]) -> PackedFacts:
    """The facts as the log takes them."""
    batch = PackedFacts()
    for row, stream, topic, state, metadata, twins in facts:
        batch.add(row, stream.bytes, topic.encode(), state, metadata, twins=twins)
    return batch
