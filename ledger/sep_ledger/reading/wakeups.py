"""Telling readers that the log has grown, and hearing it.

A wake-up is sent after the commit, never within the append: NOTIFY inside a transaction makes all
commits of the database queue behind one lock. It may get lost, so every reader also polls.
"""

import asyncio
import logging
from contextlib import nullcontext, suppress
from typing import Any, Self

from psycopg import AsyncConnection, Connection, Error, OperationalError

CHANNEL = "ledger_appended"
LISTEN = f"listen {CHANNEL}".encode()

# NOTIFY writes a commit record of its own. Nobody needs that one on disk, so it is not waited for.
_NOTIFY = f"select set_config('synchronous_commit', 'off', true), pg_notify('{CHANNEL}', '')"
_RETRY_SECONDS = 1.0

logger = logging.getLogger(__name__)


def wake_readers(conn: Connection[Any]) -> None:
    """Send a wake-up on an idle connection. What was appended stands whether or not it arrives."""
    try:
        with nullcontext() if conn.autocommit else conn.transaction():
            conn.execute(_NOTIFY.encode())
    except Error as error:
        logger.warning("wake-up not sent, readers will poll: %s", error)


class Wakeups:
    """One LISTEN connection, shared by all followers of a process; connects again when cut.

    Take `next()` before reading and wait for it after: what is appended in between is not missed.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._next = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._listen(), name="ledger-wakeups")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def next(self) -> asyncio.Event:
        """The next wake-up, set once it has come."""
        return self._next

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except OperationalError as error:
                logger.warning("no wake-ups, connecting again: %s", error)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _hear(self) -> None:
        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as conn:
            await conn.execute(LISTEN)
            self._wake()  # for what was appended before LISTEN took hold
            async for _ in conn.notifies():
                self._wake()

    def _wake(self) -> None:
        heard, self._next = self._next, asyncio.Event()
        heard.set()
