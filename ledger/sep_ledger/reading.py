"""Reading the log: a range of positions, a stream, the head, an instant, and what comes next.

The synchronous functions serve importers, folds and command lines; those ending in `_async` serve
the service. Both run the same statements and need only SELECT.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.rows import args_row
from psycopg_pool import AsyncConnectionPool

from sep_ledger.statements import statement
from sep_ledger.wakeups import Wakeups

_END = (1 << 63) - 1

AsyncPool = AsyncConnectionPool[AsyncConnection[Any]]

logger = logging.getLogger(__name__)


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


async def follow(
    source: str | AsyncPool,
    *,
    after: int,
    topics: Sequence[str] = (),
    poll_seconds: float = 1.0,
    batch: int = 500,
    wakeups: Wakeups | None = None,
) -> AsyncGenerator[EventRow]:
    """Every event after a position, in order, then each new one as it is committed; never ends.

    Reads at most `batch` events ahead of whoever iterates, and goes on where it stood when a
    connection is lost. A conninfo gets connections of its own; a service with many followers gives
    its pool and one `Wakeups` for all (a pool without one only polls). Iterate inside
    `contextlib.aclosing`, so that leaving early frees the connections at once.
    """
    async with AsyncExitStack() as stack:
        if isinstance(source, str):
            wakeups = wakeups or await stack.enter_async_context(Wakeups(source))
            source = await stack.enter_async_context(_pool_of_one(source))
        position = after
        while True:
            wakeup = wakeups.next() if wakeups else asyncio.Event()
            rows, reached = await _next_batch(source, position, batch, topics)
            for row in rows:
                yield row
            if reached == position:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wakeup.wait(), poll_seconds)
            position = reached


def _pool_of_one(conninfo: str) -> AsyncPool:
    return AsyncConnectionPool(conninfo, min_size=1, max_size=1, open=False, name="ledger-follow")


async def _next_batch(
    pool: AsyncPool, after: int, limit: int, topics: Sequence[str]
) -> tuple[list[EventRow], int]:
    """Events, and the position up to which there are no others of these topics."""
    try:
        async with pool.connection() as conn:
            end = await head_async(conn)
            rows = await read_events_async(conn, after=after, limit=limit, topics=topics, upto=end)
    except OperationalError as error:
        if pool.closed:
            raise
        logger.warning("cannot read the log at position %s, trying again: %s", after, error)
        return [], after
    return rows, rows[-1].position if len(rows) == limit else max(after, end)


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
