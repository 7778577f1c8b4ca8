"""What comes next: every event after a position, in order, for as long as someone listens.

`follow` serves the tasks of an event loop, `follow_sync` a thread. Both are pulled: they read the
next batch only when the last one has been taken, so a slow reader holds one batch in memory and
delays nobody. Both hear of an append by a wake-up, look by themselves where none comes, and go on
where they stood when a connection is lost.

An event of a rare topic, or about one school, is looked for in windows of positions: no statement
reads more than one window, however long the log.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import AsyncExitStack, suppress
from threading import Event
from uuid import UUID

import psycopg
from psycopg import Connection, OperationalError
from psycopg_pool import AsyncConnectionPool

from sep_domain.identifiers import Rbd, Rut
from sep_ledger.generations import checked, checked_async
from sep_ledger.reading import (
    AsyncPool,
    EventRow,
    Selection,
    read_selection,
    read_selection_async,
)
from sep_ledger.wakeups import LISTEN, Wakeups

_WINDOW = 20_000
_RETRY_SECONDS = 0.5

logger = logging.getLogger(__name__)


async def follow(
    source: str | AsyncPool,
    *,
    after: int,
    generation: UUID | None = None,
    topics: Sequence[str] = (),
    stream: UUID | None = None,
    rbd: Rbd | None = None,
    sostenedor: Rut | None = None,
    poll_seconds: float = 1.0,
    batch: int = 500,
    wakeups: Wakeups | None = None,
) -> AsyncGenerator[EventRow]:
    """Every event selected (see `Selection`), then each new one as it is committed; never ends.

    Raises BeyondHeadError or OtherGenerationError, at any time, where the log is not the one that
    the reader followed so far: it was restored.

    Reads at most `batch` events ahead of whoever iterates. A conninfo gets connections of its own;
    a service with many followers gives its pool and one `Wakeups` for all (a pool without one only
    polls). Iterate inside `contextlib.aclosing`, so that leaving early frees the connections.
    """
    wanted = Selection(topics, stream, rbd, sostenedor)
    async with AsyncExitStack() as stack:
        if isinstance(source, str):
            wakeups = wakeups or await stack.enter_async_context(Wakeups(source))
            source = await stack.enter_async_context(_pool_of_one(source))
        position = after
        while True:
            wakeup = wakeups.next() if wakeups else asyncio.Event()
            rows, reached = await _next_batch_async(source, wanted, position, generation, batch)
            for row in rows:
                yield row
            if reached == position:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wakeup.wait(), poll_seconds)
            position = reached


def follow_sync(
    conninfo: str,
    *,
    after: int,
    generation: UUID | None = None,
    topics: Sequence[str] = (),
    stream: UUID | None = None,
    rbd: Rbd | None = None,
    sostenedor: Rut | None = None,
    poll_seconds: float = 1.0,
    batch: int = 500,
    stop: Event | None = None,
) -> Generator[EventRow]:
    """As `follow`, over a connection of its own; ends within `poll_seconds` of `stop` being set.

    Raises BeyondHeadError and OtherGenerationError as `follow` does.

    Iterate inside `contextlib.closing`, so that leaving early closes the connection.
    """
    stop = stop or Event()
    wanted = Selection(topics, stream, rbd, sostenedor)
    position = after
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo, autocommit=True) as conn:
                conn.execute(LISTEN)
                while not stop.is_set():
                    rows, reached = _next_batch(conn, wanted, position, generation, batch)
                    yield from rows
                    if reached == position:
                        for _ in conn.notifies(timeout=poll_seconds, stop_after=1):
                            pass
                    position = reached
        except OperationalError as error:
            logger.warning("cannot read the log after %s, connecting again: %s", position, error)
            stop.wait(min(_RETRY_SECONDS, poll_seconds))


def _pool_of_one(conninfo: str) -> AsyncPool:
    return AsyncConnectionPool(conninfo, min_size=1, max_size=1, open=False, name="ledger-follow")


async def _next_batch_async(
    pool: AsyncPool, wanted: Selection, after: int, generation: UUID | None, limit: int
) -> tuple[list[EventRow], int]:
    """Events, and the position up to which there are no others selected."""
    try:
        async with pool.connection() as conn:
            standing = await checked_async(conn, after, generation)
            upto = _window(wanted, after, standing.head)
            rows = await read_selection_async(conn, wanted, after=after, limit=limit, upto=upto)
    except OperationalError as error:
        if pool.closed:
            raise
        logger.warning("cannot read the log after %s, trying again: %s", after, error)
        return [], after
    return rows, _reached(rows, limit, upto)


def _next_batch(
    conn: Connection, wanted: Selection, after: int, generation: UUID | None, limit: int
) -> tuple[list[EventRow], int]:
    """As `_next_batch_async`; raises OperationalError where the connection is lost."""
    upto = _window(wanted, after, checked(conn, after, generation).head)
    rows = read_selection(conn, wanted, after=after, limit=limit, upto=upto)
    return rows, _reached(rows, limit, upto)


def _window(wanted: Selection, after: int, end: int) -> int:
    """Up to where to look in one statement."""
    return end if wanted.indexed else min(end, after + _WINDOW)


def _reached(rows: Sequence[EventRow], limit: int, upto: int) -> int:
    return rows[-1].position if len(rows) == limit else upto
