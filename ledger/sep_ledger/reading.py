"""Reading the log: a range of positions, a stream, the head, the position at an instant.

The synchronous functions serve importers, folds and command lines; those ending in `_async` serve
the service. Both run the same statements and need only SELECT.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, Connection
from psycopg.rows import args_row

from sep_ledger.statements import statement

_END = (1 << 63) - 1


class EventRow(NamedTuple):
    """An event exactly as stored."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    metadata: bytes
    recorded_at: datetime


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
    name, params = _selection(after, limit, topics, stream, upto)
    with conn.cursor(row_factory=args_row(EventRow), binary=True) as cursor:
        return cursor.execute(statement(name), params).fetchall()


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
    name, params = _selection(after, limit, topics, stream, upto)
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
    back they do not: for an instant that the clock passed twice, the answer is one of the passes.
    """
    with conn.cursor(row_factory=args_row(int)) as cursor:
        return _only(cursor.execute(statement("position_at"), {"recorded": recorded}).fetchall())


async def position_at_async(conn: AsyncConnection[Any], recorded: datetime) -> int:
    """As `position_at`."""
    async with conn.cursor(row_factory=args_row(int)) as cursor:
        await cursor.execute(statement("position_at"), {"recorded": recorded})
        return _only(await cursor.fetchall())


def _selection(
    after: int, limit: int, topics: Sequence[str], stream: UUID | None, upto: int | None
) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {
        "after": after,
        "upto": _END if upto is None else upto,
        "limit": limit,
        "topics": list(topics),
    }
    if stream is None:
        return "read_events", params
    return "read_stream", params | {"stream": stream}


def _only(rows: list[int]) -> int:
    (value,) = rows
    return value
