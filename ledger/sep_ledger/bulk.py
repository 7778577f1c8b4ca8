"""Appending the facts of a file: many at a time, each only where it says something new.

A batch travels by binary COPY into a temporary table and from there, in one statement under the
head lock, into the log. Against the latest version of its stream a fact is *new* (there is none),
*restated* (other content: the next version) or *equal* (the same topic and bytes: nothing is
appended). So a file can be imported twice, or by two people at once, and doubles nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self
from uuid import UUID

from psycopg import Connection
from psycopg.pq import TransactionStatus

from sep_domain.events.base import Fact
from sep_domain.provenance import Provenance
from sep_domain.streams import MAX_TWINS
from sep_ledger.recording import metadata_bytes, state_bytes
from sep_ledger.statements import statement
from sep_ledger.wakeups import wake_readers

_COPY = (
    "copy pg_temp.staged (place, row, stream, topic, state, metadata, twins)"
    " from stdin (format binary)"
)
_COPY_TYPES = ["int4", "int8", "uuid", "text", "bytea", "bytea", "bool"]


class StagedFact(NamedTuple):
    """A fact ready for the log, and the row it comes from; a row may hold several facts."""

    row: int
    stream: UUID
    topic: str
    state: bytes
    metadata: bytes
    twins: bool
    """Whether the file may show this key several times, each time as a fact of its own."""

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


class BatchOutcome(NamedTuple):
    """What became of a batch. The counts and the repeated rows add up to its length."""

    new: int
    restated: int
    equal: int
    repeated: tuple[int, ...]
    """Rows that show a key of this file again, with other content, where it may stand only once
    (or, among twins, for more than the 4,096th time). Not appended."""
    position: int
    """The head of the log after the batch."""


class FactAppend:
    """Appends the facts of one file, batch by batch, over one connection.

    Make a new one for each file: keys are told apart as repeated or as twins within a file. A few
    thousand rows a batch serve best. A batch that fails leaves no trace and may be sent again.
    """

    def __init__(self, conn: Connection) -> None:
        """Prepare the session's temporary tables. The connection must be outside a transaction."""
        _require_idle(conn)
        self._conn = conn
        with conn.transaction():
            conn.execute(statement("bulk_prepare"))

    def append(self, batch: Sequence[StagedFact]) -> BatchOutcome:
        """Append one batch, in its order and in one transaction, then wake the readers.

        Raises ValueError when called within a transaction, for then nothing would be committed.
        """
        _require_idle(self._conn)
        with self._conn.transaction():
            outcome = self._append(batch)
        if outcome.new or outcome.restated:
            wake_readers(self._conn)
        return outcome

    def _append(self, batch: Sequence[StagedFact]) -> BatchOutcome:
        self._stage(batch)
        any_again = self._conn.execute(statement("bulk_number")).rowcount > 0
        # From here on other writers wait; what could be done before them has been done.
        head = _one_row(self._conn, "lock_head", {})[0]
        appended, new = _one_row(self._conn, "bulk_append", {"head": head, "max_twins": MAX_TWINS})
        repeated = self._repeated() if any_again else ()
        return BatchOutcome(
            new=new,
            restated=appended - new,
            equal=len(batch) - appended - len(repeated),
            repeated=repeated,
            position=head + appended,
        )

    def _stage(self, batch: Sequence[StagedFact]) -> None:
        with self._conn.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_COPY_TYPES)
            for place, fact in enumerate(batch):
                copy.write_row((place, *fact))

    def _repeated(self) -> tuple[int, ...]:
        rows = self._conn.execute(statement("bulk_repeated"), {"max_twins": MAX_TWINS})
        return tuple(row for (row,) in rows)


def _require_idle(conn: Connection) -> None:
    if conn.info.transaction_status is not TransactionStatus.IDLE:
        raise ValueError("facts are appended outside any transaction: each batch commits itself")


def _one_row(conn: Connection, name: str, params: dict[str, int]) -> tuple[int, ...]:
    row: tuple[int, ...] | None = conn.execute(statement(name), params).fetchone()
    if row is None:
        raise LookupError(f"{name} answered nothing: is the schema migrated?")
    return row
