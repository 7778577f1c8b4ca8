"""Appending the facts of a file: many at a time, each only where it says something new.

A batch of which the log knows no stream goes into it straight by binary COPY. Any other travels by
COPY into a temporary table and from there, in one statement under the head lock, into the log.
Against the latest version of its stream a fact is *new* (there is none), *restated* (other content:
the next version), *equal* (the same topic and bytes: nothing is appended) or *superseded* (what the
file had said before another one restated it, or of an earlier edition: nothing is appended either).
So a file can be imported twice, or by two people at once, and doubles nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from struct import Struct
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.pq import TransactionStatus
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from sep_domain.streams import MAX_TWINS, twin_stream
from sep_ledger.appending.batches import append_next
from sep_ledger.appending.binary import UuidArray, UuidArrayDumper, copy_first_versions, copy_rows
from sep_ledger.appending.head import lock_head, raise_head
from sep_ledger.database.statements import statements_of
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.facts.verdicts import BatchOutcome, Contested, Rehearsal, Superseder, Verdict
from sep_ledger.reading.wakeups import wake_readers
from sep_ledger.records.stored import StoredEvent

_SQL = statements_of(__name__)
_COPY_STAGED: LiteralString = (
    "copy pg_temp.staged (place, row, stream, twins, topic, state, metadata)"
    " from stdin (format binary)"
)
# Of seven fields the first four: place int4, row int8, stream uuid, twins bool.
_STAGED_KEY = Struct("!hiiiqi16si?").pack


_PROBED = 100
"""Of how many facts of a batch it is asked whether the log knows them, as long as that tells."""


class FactAppend:
    """Appends the facts of one file, batch by batch, over one connection.

    Make a new one for each file: keys are told apart as repeated or as twins within a file. A few
    thousand rows a batch serve best. A batch that fails leaves no trace and may be sent again.
    """

    def __init__(
        self,
        conn: Connection,
        *,
        opening: StoredEvent | None = None,
        insisting: bool = False,
        read_before: bool = False,
    ) -> None:
        """The connection must be outside a transaction.

        `opening` is an event of an entity, such as `import.started`, that is appended together with
        the first batch that appends anything; its version is given here. With `insisting` what
        would be superseded is restated. `read_before` where the file has been appended whole
        before, so that nothing in it is news.
        """
        _require_idle(conn)
        self._conn = conn
        self._opening = opening
        self._insisting = insisting
        self._read_before = read_before
        self._copied: list[Range[int]] = []
        self._asked_of: int | None = _PROBED
        self._prepared = False

    @property
    def opened(self) -> bool:
        """Whether the opening event has been appended, or there was none to append."""
        return self._opening is None

    def append(self, batch: PackedFacts) -> BatchOutcome:
        """Append one batch, in its order and in one transaction, then wake the readers.

        Raises ValueError when called within a transaction, for then nothing would be committed.
        """
        _require_idle(self._conn)
        outcome = self._append_new(batch)
        if outcome is None:
            self._prepare()
            with self._conn.transaction():
                outcome = self._append_judged(batch)
        if outcome.appended:
            self._opening = None
            wake_readers(self._conn)
        return outcome

    def rehearse(self, batch: PackedFacts) -> Rehearsal:
        """What `append` would do with a batch, after the batches rehearsed before; appends nothing.

        What was rehearsed must be appended by another `FactAppend`, which begins anew.
        """
        _require_idle(self._conn)
        self._prepare()
        with self._conn.transaction():
            any_again = self._stage(batch)
            self._judge()
            self._conn.execute(_SQL["show"])
            verdicts = self._verdicts(self._repeated() if any_again else ())
            rows = self._conn.execute(_SQL["contested"])
            contested = [
                Contested(place, Verdict(verdict), *rest) for place, verdict, *rest in rows
            ]
        return Rehearsal(verdicts, contested)

    def _append_new(self, batch: PackedFacts) -> BatchOutcome | None:
        """Append a batch of which no stream is known; None, and nothing appended, where one is.

        That none of them has been shown by this file before needs no memory of its keys: what it
        has shown, the log knows.
        """
        streams = _apart(batch.streams, batch.twins)
        if not batch or streams is None:
            return None
        try:
            with self._conn.transaction():
                if self._any_known(batch.streams):
                    return None
                head = lock_head(self._conn)
                copy_first_versions(self._conn, streams, batch.contents, after=head)
                position = head + len(batch)
                raise_head(self._conn, position)
                self._open()
        except UniqueViolation:
            self._asked_of = None
            return None  # by this writer or another, one of them has been brought before
        self._remember(head + 1, position)
        return BatchOutcome([Verdict.NEW] * len(batch), {}, self._after_opening(position))

    def _any_known(self, keys: Sequence[bytes]) -> bool:
        """Whether the log knows a stream of the batch, or of some of it.

        Those not asked about break the primary key where they are known. Once one has, all are
        asked about: a batch that is copied in vain costs more than the question.
        """
        step = 1 if self._asked_of is None else max(1, len(keys) // self._asked_of)
        with self._conn.cursor() as cursor:
            cursor.adapters.register_dumper(UuidArray, UuidArrayDumper)
            streams = UuidArray.of(keys[::step])
            cursor.execute(_SQL["any_known"], {"streams": streams})
            return cursor.fetchone() == (True,)

    def _remember(self, first: int, last: int) -> None:
        """Note the positions that were copied: they stand for the keys that the file has shown."""
        if self._copied and self._copied[-1].upper == first:
            first = self._copied.pop().lower or first
        self._copied.append(Range(first, last + 1))

    def _prepare(self) -> None:
        """Make the session's temporary tables, which a file of new facts alone never needs."""
        if not self._prepared:
            with self._conn.transaction():
                self._conn.execute(_SQL["prepare"])
            self._prepared = True

    def _stage(self, batch: PackedFacts) -> bool:
        """Put the batch beside the log; whether it shows keys that the file has shown already."""
        copy_rows(self._conn, _COPY_STAGED, _staged_rows(batch))
        if self._copied:
            self._conn.execute(_SQL["recall"], {"copied": Multirange(self._copied)})
        return self._conn.execute(_SQL["number"]).rowcount > 0

    def _judge(self) -> None:
        given = {
            "max_twins": MAX_TWINS,
            "insisting": self._insisting,
            "read_before": self._read_before,
        }
        self._conn.execute(_SQL["judge"], given)

    def _append_judged(self, batch: PackedFacts) -> BatchOutcome:
        any_again = self._stage(batch)
        # From here on other writers wait; what could be done before them has been done.
        head = lock_head(self._conn)
        self._judge()
        ((appended,),) = self._conn.execute(_SQL["append"], {"head": head}).fetchall()
        if appended:
            self._open()
        verdicts = self._verdicts(self._repeated() if any_again else ())
        superseded_by: dict[Superseder, int] = {}
        if Verdict.SUPERSEDED in verdicts or Verdict.OUTDATED in verdicts:
            rows = self._conn.execute(_SQL["superseded_by"])
            superseded_by = {Superseder(*by): count for *by, count in rows}
        position = head + appended
        return BatchOutcome(
            verdicts, superseded_by, self._after_opening(position) if appended else position
        )

    def _verdicts(self, repeated: Collection[int]) -> list[Verdict]:
        """By place; of those that show their key again only the repeated ones say otherwise."""
        rows = self._conn.execute(_SQL["verdicts"]).fetchall()
        return [
            Verdict(verdict or (Verdict.REPEATED if place in repeated else Verdict.EQUAL))
            for place, (verdict,) in enumerate(rows)
        ]

    def _repeated(self) -> set[int]:
        """The places that show a key again with other content than the file has said of it."""
        rows = self._conn.execute(_SQL["repeated"], {"max_twins": MAX_TWINS})
        return {place for (place,) in rows}

    def _open(self) -> None:
        if self._opening is not None:
            append_next(self._conn, self._opening)

    def _after_opening(self, position: int) -> int:
        return position if self._opening is None else position + 1


def _apart(keys: Sequence[bytes], twins: Iterable[int]) -> Sequence[bytes] | None:
    """A stream for each fact of a batch, twins told apart; None where two would share one."""
    if len(set(keys)) == len(keys):
        return keys
    times: dict[bytes, int] = {}
    streams = []
    for key, may_have_twins in zip(keys, twins, strict=True):
        before = times.get(key, 0)
        times[key] = before + 1
        if before and (not may_have_twins or before >= MAX_TWINS):
            return None
        streams.append(twin_stream(UUID(bytes=key), before).bytes if before else key)
    return streams


def _staged_rows(batch: PackedFacts) -> Iterator[bytes]:
    columns = zip(batch.rows, batch.streams, batch.twins, batch.contents, strict=True)
    for place, (row, stream, twins, content) in enumerate(columns):
        yield _STAGED_KEY(7, 4, place, 8, row, 16, stream, 1, twins) + content


def _require_idle(conn: Connection) -> None:
    if conn.info.transaction_status is not TransactionStatus.IDLE:
        raise ValueError("facts are appended outside any transaction: each batch commits itself")
