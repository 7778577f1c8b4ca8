"""Reading the log: a range of positions, a stream, the head, an instant.

The synchronous functions serve importers, folds and command lines; those ending in `_async` serve
the service. Both run the same statements and need only SELECT. What comes next is in `following`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, Connection
from psycopg.rows import args_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool
from pydantic_core import to_json

from sep_domain.identifiers import Rbd, Rut
from sep_ledger.statements import statement

_END = (1 << 63) - 1

AsyncPool = AsyncConnectionPool[AsyncConnection[Any]]


class EventRow(NamedTuple):
    """An event exactly as stored."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    metadata: bytes
    recorded_at: datetime


@dataclass(frozen=True)
class Selection:
    """Which events a reader wants; each of the things that are given must hold.

    `rbd` and `sostenedor` select the events that name them in a field of that name. An event about
    a school names its sostenedor only where its source does.
    """

    topics: Sequence[str] = ()
    stream: UUID | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None

    @property
    def subject(self) -> dict[str, int | str]:
        """What the event's content must hold."""
        named = {"rbd": self.rbd, "sostenedor": self.sostenedor}
        return {field: value for field, value in named.items() if value is not None}

    @property
    def indexed(self) -> bool:
        """Whether the database finds the events without looking at those not wanted."""
        return self.stream is not None or not (self.topics or self.subject)

    def query(self, after: int, limit: int, upto: int | None) -> tuple[str, dict[str, Any]]:
        """The statement that reads it, and its parameters."""
        params: dict[str, Any] = {
            "after": after,
            "upto": _END if upto is None else upto,
            "limit": limit,
            "topics": list(self.topics),
            "stream": self.stream,
        }
        if self.subject:
            # As `recording` writes them, so that most events are passed over without being parsed.
            written = [to_json({name: value})[1:-1] for name, value in self.subject.items()]
            return "read_subject", params | {"subject": Jsonb(self.subject), "written": written}
        return "read_events" if self.stream is None else "read_stream", params


def read_events(
    conn: Connection[Any],
    *,
    after: int,
    limit: int,
    topics: Sequence[str] = (),
    stream: UUID | None = None,
    upto: int | None = None,
) -> list[EventRow]:
    """Events at positions in (after, upto], in order, at most `limit`; no topics means all."""
    return read_selection(conn, Selection(topics, stream), after=after, limit=limit, upto=upto)


async def read_events_async(
    conn: AsyncConnection[Any],
    *,
    after: int,
    limit: int,
    topics: Sequence[str] = (),
    stream: UUID | None = None,
    upto: int | None = None,
) -> list[EventRow]:
    """As `read_events`."""
    selection = Selection(topics, stream)
    return await read_selection_async(conn, selection, after=after, limit=limit, upto=upto)


def read_selection(
    conn: Connection[Any], wanted: Selection, *, after: int, limit: int, upto: int | None = None
) -> list[EventRow]:
    """As `read_events`, of whatever can be selected."""
    name, params = wanted.query(after, limit, upto)
    with conn.cursor(row_factory=args_row(EventRow), binary=True) as cursor:
        return cursor.execute(statement(name), params).fetchall()


async def read_selection_async(
    conn: AsyncConnection[Any],
    wanted: Selection,
    *,
    after: int,
    limit: int,
    upto: int | None = None,
) -> list[EventRow]:
    """As `read_selection`."""
    name, params = wanted.query(after, limit, upto)
    async with conn.cursor(row_factory=args_row(EventRow), binary=True) as cursor:
        await cursor.execute(statement(name), params)
        return await cursor.fetchall()


def head(conn: Connection[Any]) -> int:
    """The last position; 0 for an empty log. Every event up to it can be read."""
    with conn.cursor(row_factory=args_row(int)) as cursor:
        return _only(cursor.execute(statement("head")).fetchall())


async def head_async(conn: AsyncConnection[Any]) -> int:
    """As `head`."""
    async with conn.cursor(row_factory=args_row(int)) as cursor:
        await cursor.execute(statement("head"))
        return _only(await cursor.fetchall())


def position_at(conn: Connection[Any], recorded: datetime) -> int:
    """The largest position recorded at or before an instant; 0 when the log began later.

    Searches by halves, for positions and times rise together. Where the server's clock was set
    back they do not: for an instant that the clock passed twice, the answer is one of the passes,
    the same one for ever. A later instant never has a smaller position.
    """
    with conn.cursor(row_factory=args_row(int)) as cursor:
        return _only(cursor.execute(statement("position_at"), {"recorded": recorded}).fetchall())


async def position_at_async(conn: AsyncConnection[Any], recorded: datetime) -> int:
    """As `position_at`."""
    async with conn.cursor(row_factory=args_row(int)) as cursor:
        await cursor.execute(statement("position_at"), {"recorded": recorded})
        return _only(await cursor.fetchall())


def _only(rows: list[int]) -> int:
    (value,) = rows
    return value
