"""The log behind the `eventsourcing` library's recorder interface.

Positions are 1, 2, 3, … in the order of commit, with no gap: they are counted in the row of
`ledger.head`, whose lock an append holds until it commits, and a rollback gives them back. So a
reader who has seen position p has seen every event up to p.
"""

from collections.abc import Sequence
from typing import Any, LiteralString, NoReturn
from uuid import UUID

from eventsourcing import persistence
from eventsourcing.persistence import (
    ApplicationRecorder,
    DataError,
    NotSupportedError,
)
from psycopg import Connection
from psycopg.rows import args_row
from psycopg.sql import SQL, Composed
from psycopg_pool import ConnectionPool

from sep_ledger.appending.group_commit import GroupCommit
from sep_ledger.database.errors import library_errors
from sep_ledger.database.statements import statements_of
from sep_ledger.reading.events import head, read_events
from sep_ledger.records.stored import StoredEvent

_BEFORE_ALL_VERSIONS = -1
_AFTER_ALL_VERSIONS = (1 << 31) - 1


def connection_pool(conninfo: str, *, max_size: int = 8) -> ConnectionPool[Connection]:
    """An open pool fit for the recorder: each statement is a transaction of its own."""
    return ConnectionPool(
        conninfo,
        min_size=1,
        max_size=max_size,
        kwargs={"autocommit": True},
        name="ledger",
        open=True,
    )


class LedgerRecorder(ApplicationRecorder):
    """Appends to and reads from `ledger.events`; the schema is there already (`migrate`).

    Takes a pool of connections in autocommit mode and leaves closing it to whoever made it.
    Methods raise the library's persistence errors.
    """

    def __init__(self, pool: ConnectionPool[Connection]) -> None:
        self.pool = pool
        self._appends = GroupCommit(pool)

    def insert_events(
        self, stored_events: Sequence[persistence.StoredEvent], **kwargs: Any
    ) -> Sequence[int]:
        """Append all of the events or none, and return their positions.

        Shares its commit with other threads that append at the same time. Raises IntegrityError
        where a stream already has one of the versions, NotSupportedError for a `tracking` object.
        """
        _require_no_tracking(kwargs)
        events = _storable(stored_events)
        return list(self._appends.append(events)) if events else []

    async def insert_events_async(
        self, stored_events: Sequence[persistence.StoredEvent], **kwargs: Any
    ) -> Sequence[int]:
        """As `insert_events`, for the tasks of one event loop."""
        _require_no_tracking(kwargs)
        events = _storable(stored_events)
        return list(await self._appends.append_async(events)) if events else []

    def close(self) -> None:
        """Refuse new appends and return when those under way are done."""
        self._appends.close()

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        params = {
            "stream": originator_id,
            "gt": _BEFORE_ALL_VERSIONS if gt is None else gt,
            "lte": _AFTER_ALL_VERSIONS if lte is None else lte,
            "limit": limit,
        }
        with (
            library_errors(),
            self.pool.connection() as conn,
            conn.cursor(row_factory=args_row(StoredEvent), binary=True) as cursor,
        ):
            return cursor.execute(_SELECT_DESC if desc else _SELECT_ASC, params).fetchall()

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[StoredEvent]:
        after = (start or 0) - 1 if inclusive_of_start else (start or 0)
        with library_errors(), self.pool.connection() as conn:
            return read_events(conn, after=after, limit=limit, topics=topics, upto=stop)

    def max_notification_id(self) -> int | None:
        with library_errors(), self.pool.connection() as conn:
            return head(conn) or None

    def subscribe(
        self,
        gt: int | None = None,  # noqa: ARG002 (theirs)
        topics: Sequence[str] = (),  # noqa: ARG002 (theirs)
    ) -> NoReturn:
        raise NotSupportedError("follow the log by sep_ledger.reading.following")


def _ordered(direction: LiteralString) -> Composed:
    return SQL(statements_of(__name__)["select_stream"].decode()).format(direction=SQL(direction))


_SELECT_ASC, _SELECT_DESC = _ordered("asc"), _ordered("desc")


def _require_no_tracking(kwargs: dict[str, Any]) -> None:
    if kwargs.get("tracking") is not None:
        raise NotSupportedError("projections keep their own checkpoints; the log tracks none")


def _storable(events: Sequence[persistence.StoredEvent]) -> list[StoredEvent]:
    """Raises DataError for a version or a topic that no column can hold.

    Here, on the caller's own thread, because a commit is shared with others.
    """
    stored = list(map(StoredEvent.of, events))
    for event in stored:
        stream, version = event.originator_id, event.originator_version
        if not 0 <= version <= _AFTER_ALL_VERSIONS:
            raise DataError(f"version {version} of stream {stream} is out of range")
        try:
            event.topic.encode()
        except UnicodeEncodeError as error:
            raise DataError(str(error)) from error
    return stored
