"""One commit for several appends, each of which stands or falls alone.

The usual way is one statement for all of them: one round trip, one flush to disk. Where it fails,
or where the last batch met a conflict, the batch is written under the head lock: first it is
asked which versions are taken, then the others are copied. Where even that fails, and not because
the server is in trouble, each append gets a transaction of its own, so that whoever brought what
the database cannot take hears of it alone.

When the connection breaks before the answer to a commit has come, the outcome is looked up under
the head lock: the events that were sent, byte for byte and on consecutive positions above the last
one known, are there or they are not. If they are, their positions are the answer, as though
nothing had happened; if not, they are appended. The statement that was cut may still be waiting in
the server, but its versions are then taken and it fails.
"""

import logging
from collections.abc import Iterable, Sequence
from itertools import chain
from time import monotonic, sleep
from typing import Any
from uuid import UUID
from weakref import WeakSet

from eventsourcing.persistence import IntegrityError, PersistenceError
from psycopg import Connection, Error
from psycopg import OperationalError as ServerTrouble
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from psycopg_pool import ConnectionPool

from sep_ledger.appending.binary import copy_events, event_arrays
from sep_ledger.appending.head import lock_head, raise_head
from sep_ledger.appending.pending_appends import Append, AppendOutcomeUnknownError, Key
from sep_ledger.database.errors import library_error
from sep_ledger.database.statements import statements_of
from sep_ledger.reading.events import read_events
from sep_ledger.reading.wakeups import wake_readers
from sep_ledger.records.stored import StoredEvent

_SQL = statements_of(__name__)
_PREPARED = b"ledger_append"
_RETRY_SECONDS = 0.05

_BY_COPY = 2_000
"""Events from which on COPY is the faster way to write a batch."""

logger = logging.getLogger(__name__)


class BatchWriter:
    """Writes batches over one connection of a pool at a time. Not for several threads at once."""

    def __init__(self, pool: ConnectionPool[Connection], *, patience: float) -> None:
        self._pool = pool
        self._patience = patience
        self._conn: Connection | None = None
        self._prepared: WeakSet[Connection] = WeakSet()
        self._in_flight: Sequence[Append] = ()
        self._known_head = 0
        self._wary = False

    def commit(self, batch: Sequence[Append]) -> None:
        """Settle every append of the batch. What the database says against one is not raised."""
        give_up = monotonic() + self._patience
        try:
            while pending := [each for each in batch if not each.settled]:
                self._try(pending, give_up)
        except BaseException as error:
            self._give_back_broken()
            self._leave_unknown([each for each in batch if not each.settled], error)
            raise
        finally:
            self._in_flight = ()

    def give_back(self) -> None:
        """Return the connection, for a while without appends."""
        conn, self._conn = self._conn, None
        if conn is not None:
            self._pool.putconn(conn)

    def _give_back_broken(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self.give_back()

    def _try(self, pending: Sequence[Append], give_up: float) -> None:
        try:
            self._attempt(self._connection(give_up - monotonic()), pending)
        except Error as error:
            self._give_back_broken()
            if self._pool.closed or monotonic() >= give_up:
                in_flight = [each for each in pending if each in self._in_flight]
                self._leave_unknown(in_flight, error)
                _refuse([each for each in pending if each not in in_flight], error)
            else:
                logger.warning("append lost its connection, connecting again: %s", error)
                sleep(_RETRY_SECONDS)

    def _connection(self, timeout: float) -> Connection:
        if self._conn is None:
            self._conn = self._pool.getconn(timeout=max(timeout, _RETRY_SECONDS))
        return self._conn

    def _attempt(self, conn: Connection, pending: Sequence[Append]) -> None:
        """Settle what can be settled; raises psycopg's errors where the connection is lost."""
        if not self._in_flight and not self._wary and _size(pending) < _BY_COPY:
            try:
                return self._at_once(conn, pending)
            except Error as error:
                self._wary = True
                _raise_if_lost(conn, error)
        try:
            self._under_lock(conn, pending)
        except Error as error:
            _raise_if_lost(conn, error)
            self._in_flight = ()
            if len(pending) == 1 or isinstance(error, ServerTrouble):
                return _refuse(pending, error)
            for each in pending:
                self._attempt(conn, [each])
        return None

    def _at_once(self, conn: Connection, pending: Sequence[Append]) -> None:
        parameters = event_arrays(list(chain.from_iterable(each.events for each in pending)))
        self._in_flight = pending
        result = self._execute_append(conn, parameters)
        if result.status != ExecStatus.TUPLES_OK:
            error = error_from_result(result, encoding=conn.info.encoding)
            if not _lost(conn, error):
                self._in_flight = ()
            raise error
        before = result.get_value(0, 0) if result.ntuples else None
        if before is None:
            raise LookupError("the log has no head: is the schema migrated?")
        self._settle(pending, after=int.from_bytes(before, "big"))

    def _execute_append(self, conn: Connection, parameters: list[bytes]) -> PGresult:
        """As psycopg's `execute`, without the 0.1 ms that its generality costs."""
        formats = [Format.BINARY] * len(parameters)
        if conn.prepare_threshold is None:  # as behind a pooler that shares connections
            return conn.pgconn.exec_params(_SQL["append"], parameters, None, formats, Format.BINARY)
        if conn not in self._prepared:
            prepared = conn.pgconn.prepare(_PREPARED, _SQL["append"])
            if prepared.status != ExecStatus.COMMAND_OK:
                return prepared
            self._prepared.add(conn)
        return conn.pgconn.exec_prepared(_PREPARED, parameters, formats, Format.BINARY)

    def _under_lock(self, conn: Connection, pending: Sequence[Append]) -> None:
        with conn.transaction():
            head = lock_head(conn)
            before = self._looked_up(conn)
            if before is not None:
                return self._settle(self._in_flight, after=before)
            accepted, refused = _judged(pending, _taken(conn, pending))
            self._in_flight = accepted
            if accepted:
                copy_events(conn, chain.from_iterable(a.events for a in accepted), after=head)
                raise_head(conn, head + _size(accepted))
        self._settle(accepted, after=head)
        for each, error in refused:
            each.error = error
        self._wary = bool(refused)
        if accepted:
            wake_readers(conn)
        return None

    def _looked_up(self, conn: Connection) -> int | None:
        """The position before the events whose commit was not acknowledged; None: not there."""
        if not self._in_flight:
            return None
        sent = [event for each in self._in_flight for event in each.events]
        where = {"stream": sent[0].originator_id, "version": sent[0].originator_version}
        found = conn.execute(_SQL["position_of"], where).fetchone()
        if found is None or found[0] <= self._known_head:
            return None
        before = int(found[0]) - 1
        there = read_events(conn, after=before, limit=len(sent))
        return before if list(map(_given, there)) == list(map(_given, sent)) else None

    def _settle(self, appends: Iterable[Append], *, after: int) -> None:
        for each in appends:
            before, after = after, after + len(each.events)
            each.positions = range(before + 1, after + 1)
        self._known_head = max(self._known_head, after)
        self._in_flight = ()

    def _leave_unknown(self, appends: Iterable[Append], error: BaseException) -> None:
        for each in appends:
            each.error = AppendOutcomeUnknownError()
            each.error.__cause__ = error


def append_next(conn: Connection, event: StoredEvent) -> int:
    """Append an event at the next version of its stream, whatever it says of that; gives its
    position. For events of entities that follow from what has just been done, not from a state."""
    given = {
        "stream": event.originator_id,
        "topic": event.topic,
        "state": event.state,
        "metadata": event.metadata,
    }
    row: tuple[int] | None = conn.execute(_SQL["append_next"], given).fetchone()
    if row is None:
        raise LookupError("the log has no head: is the schema migrated?")
    return row[0]


def _refuse(appends: Iterable[Append], error: Error) -> None:
    for each in appends:
        each.error = library_error(error)


def _size(appends: Iterable[Append]) -> int:
    return sum(len(each.events) for each in appends)


def _given(event: StoredEvent) -> tuple[UUID, int, str, bytes, bytes]:
    """What of an event is not the database's to give."""
    stream, version = event.originator_id, event.originator_version
    return stream, version, event.topic, event.state, event.metadata


def _taken(conn: Connection, pending: Sequence[Append]) -> set[Key]:
    keys = list(chain.from_iterable(each.keys for each in pending))
    asked: dict[str, list[Any]] = {
        "streams": [stream for stream, _ in keys],
        "versions": [version for _, version in keys],
    }
    return set(conn.execute(_SQL["taken"], asked, binary=True))


def _judged(
    pending: Iterable[Append], taken: set[Key]
) -> tuple[list[Append], list[tuple[Append, PersistenceError]]]:
    """Those that may be written, and the others with their error: first come, first served."""
    accepted: list[Append] = []
    refused: list[tuple[Append, PersistenceError]] = []
    for each in pending:
        clash = _clash(each.keys, taken)
        if clash is None:
            taken.update(each.keys)
            accepted.append(each)
        else:
            stream, version = clash
            message = f"stream {stream} already has version {version}"
            refused.append((each, IntegrityError(message)))
    return accepted, refused


def _clash(keys: Iterable[Key], taken: set[Key]) -> Key | None:
    own = set()
    for key in keys:
        if key in taken or key in own:
            return key
        own.add(key)
    return None


def _raise_if_lost(conn: Connection, error: Error) -> None:
    if _lost(conn, error):
        raise error


def _lost(conn: Connection, error: Error) -> bool:
    """Whether the session has ended, or is about to: then the transaction's end is not known."""
    ending = (error.sqlstate or "").startswith("57P0")
    return conn.broken or conn.closed or (ending and isinstance(error, ServerTrouble))
