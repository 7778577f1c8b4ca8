"""What comes next: every event after a position, in order, for as long as someone listens.

`follow` is pulled: it reads the next batch only when the last one has been taken, so a slow reader
holds one batch in memory and delays nobody. It hears of an append by a wake-up, looks by itself
where none comes, and goes on where it stood when a connection is lost.

An event of a rare topic, or about one school, is looked for in windows of positions: no statement
reads more than one window, however long the log.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, suppress
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool

from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.reading.events import AsyncPool, Selection, read_selection
from sep_ledger.reading.generations import log_end_for_reader
from sep_ledger.reading.wakeups import Wakeups
from sep_ledger.records.stored import StoredEvent

_WINDOW = 20_000

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
) -> AsyncGenerator[StoredEvent]:
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
            rows, reached = await _next_batch(source, wanted, position, generation, batch)
            for row in rows:
                yield row
            if reached == position:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wakeup.wait(), poll_seconds)
            position = reached


def _pool_of_one(conninfo: str) -> AsyncPool:
    return AsyncConnectionPool(conninfo, min_size=1, max_size=1, open=False, name="ledger-follow")


async def _next_batch(
    pool: AsyncPool, wanted: Selection, after: int, generation: UUID | None, limit: int
) -> tuple[list[StoredEvent], int]:
    """Events, and the position up to which there are no others selected."""
    try:
        async with pool.connection() as conn:
            standing = await log_end_for_reader.awaited(conn, after, generation)
            upto = _window(wanted, after, standing.head)
            rows = await read_selection.awaited(conn, wanted, after=after, limit=limit, upto=upto)
    except OperationalError as error:
        if pool.closed:
            raise
        logger.warning("cannot read the log after %s, trying again: %s", after, error)
        return [], after
    return rows, _reached(rows, limit, upto)


def _window(wanted: Selection, after: int, end: int) -> int:
    """Up to where to look in one statement."""
    return end if wanted.indexed else min(end, after + _WINDOW)


def _reached(rows: Sequence[StoredEvent], limit: int, upto: int) -> int:
    return rows[-1].position if len(rows) == limit else upto
