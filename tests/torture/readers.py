"""Those who follow the log, alone or as in the service, and what they have seen."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager, suppress
from threading import Event
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool

from sep_ledger.reading.events import head
from sep_ledger.reading.following import follow
from sep_ledger.reading.wakeups import Wakeups
from sep_ledger.records.stored import StoredEvent

_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 30.0


class Readers:
    """Four that follow from the beginning: two with connections of their own, and two as in the
    service, over one pool and one listening connection."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._stop = Event()

    @contextmanager
    def reading(self) -> Iterator[list[list[int]]]:
        """The positions that each has seen, in its order; complete after the block."""
        seen: list[list[int]] = [[] for _ in range(4)]
        with ThreadPoolExecutor(2) as threads:
            lives = [
                threads.submit(asyncio.run, self._alone(seen[:2])),
                threads.submit(asyncio.run, self._served(seen[2:])),
            ]
            try:
                yield seen
                self._wait_for_all(seen)
            finally:
                self._stop.set()
            for life in lives:
                life.result()

    def _wait_for_all(self, seen: list[list[int]]) -> None:
        until, end = monotonic() + _PATIENCE_SECONDS, self._end()
        while any(len(each) < end for each in seen) and monotonic() < until:
            sleep(0.02)

    def _end(self) -> int:
        with psycopg.connect(self._conninfo) as conn:
            return head(conn)

    async def _alone(self, seen: list[list[int]]) -> None:
        await self._until_stopped(
            [
                _collect(each, follow(self._conninfo, after=0, poll_seconds=_POLL_SECONDS))
                for each in seen
            ]
        )

    async def _served(self, seen: list[list[int]]) -> None:
        async with (
            AsyncConnectionPool(self._conninfo, min_size=1, max_size=2, open=False) as pool,
            Wakeups(self._conninfo) as wakeups,
        ):
            await self._until_stopped(
                [
                    _collect(
                        each, follow(pool, after=0, poll_seconds=_POLL_SECONDS, wakeups=wakeups)
                    )
                    for each in seen
                ]
            )

    async def _until_stopped(self, lives: Sequence[Coroutine[Any, Any, None]]) -> None:
        collecting = asyncio.gather(*lives)
        await asyncio.to_thread(self._stop.wait)
        collecting.cancel()
        with suppress(asyncio.CancelledError):
            await collecting


async def _collect(seen: list[int], rows: AsyncGenerator[StoredEvent]) -> None:
    note = seen.append
    async with aclosing(rows):
        async for row in rows:
            note(row.position)


def wait_for_database(conninfo: str, seconds: float = _PATIENCE_SECONDS) -> None:
    """Until a server that was away lets somebody in."""
    until = monotonic() + seconds
    while True:
        try:
            psycopg.connect(conninfo).close()
        except OperationalError:
            if monotonic() > until:
                raise
            sleep(0.05)
        else:
            return
