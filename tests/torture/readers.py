"""Subscribers of each kind that the log knows, and what they have seen."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing, contextmanager, suppress
from threading import Event
from time import monotonic, sleep

import psycopg
from psycopg import OperationalError

from sep_ledger.following import follow, follow_sync
from sep_ledger.reading import head
from sep_ledger.recorder import LedgerRecorder, connection_pool

_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 30.0


class Readers:
    """Four subscribers that read from the beginning: a task, two threads, one of the library's."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._stop = Event()

    @contextmanager
    def reading(self) -> Iterator[list[list[int]]]:
        """The positions that each has seen, in its order; complete after the block."""
        with connection_pool(self._conninfo) as pool:
            self._subscription = LedgerRecorder(pool).subscribe(gt=0)
            readers = (self._task, self._thread, self._thread, self._library)
            seen: list[list[int]] = [[] for _ in readers]
            with ThreadPoolExecutor(len(readers)) as threads:
                lives = list(map(threads.submit, readers, seen))
                try:
                    yield seen
                    self._wait_for_all(seen)
                finally:
                    self._stop.set()
                    self._subscription.stop()
                for life in lives:
                    life.result()

    def _wait_for_all(self, seen: list[list[int]]) -> None:
        until, end = monotonic() + _PATIENCE_SECONDS, self._end()
        while any(len(each) < end for each in seen) and monotonic() < until:
            sleep(0.02)

    def _end(self) -> int:
        with psycopg.connect(self._conninfo) as conn:
            return head(conn)

    def _task(self, seen: list[int]) -> None:
        async def collect() -> None:
            rows = follow(self._conninfo, after=0, poll_seconds=_POLL_SECONDS)
            async with aclosing(rows):
                note = seen.append
                async for row in rows:
                    note(row.position)

        async def until_stopped() -> None:
            collecting = asyncio.create_task(collect())
            await asyncio.to_thread(self._stop.wait)
            collecting.cancel()
            with suppress(asyncio.CancelledError):
                await collecting

        asyncio.run(until_stopped())

    def _thread(self, seen: list[int]) -> None:
        rows = follow_sync(self._conninfo, after=0, poll_seconds=_POLL_SECONDS, stop=self._stop)
        with closing(rows):
            seen.extend(row.position for row in rows)

    def _library(self, seen: list[int]) -> None:
        with self._subscription as notifications:
            seen.extend(notification.id for notification in notifications)


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
