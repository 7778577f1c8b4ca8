"""Appends that come at the same time share one transaction and one flush to disk.

There is no thread that commits for the others. Whoever appends while nobody is committing commits
at once, on its own thread; whoever comes meanwhile waits in line. When the commit is done, the
first in line commits for itself and for all who wait behind it.

Those who have been committed are woken one after another, each by the one before: threads woken all
at once would quarrel over the interpreter, which takes longer than what they came for. Tasks of an
event loop are woken together, in one call.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Condition, Lock

from eventsourcing.persistence import OperationalError
from psycopg import Connection
from psycopg_pool import ConnectionPool

from sep_ledger.appending.batches import BatchWriter
from sep_ledger.appending.pending_appends import Append, wake_in_turn
from sep_ledger.records.stored import StoredEvent

PATIENCE_SECONDS = 30.0
MAX_WAITING = 4_096
_MAX_EVENTS = 1_000
_MAX_BYTES = 4_000_000


class LogBusyError(OperationalError):
    """too many appends are waiting for their turn: try again later"""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


class GroupCommit:
    """Appends events for many threads, and for the tasks of one event loop, over a pool.

    At most `max_waiting` appends wait in line and as many tasks before it; a thread that finds the
    line full waits `patience` seconds for room, then raises LogBusyError. A lost connection is made
    good for as long (see `batches`). The connection is borrowed while there is something to
    append; a pool of one gets it back after each commit.
    """

    def __init__(
        self,
        pool: ConnectionPool[Connection],
        *,
        max_waiting: int = MAX_WAITING,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._writer = BatchWriter(pool, patience=patience)
        self._pool = pool
        self._patience = patience
        self._max_waiting = max_waiting
        self._mutex = Lock()
        self._room = Condition(self._mutex)
        self._idle = Condition(self._mutex)
        self._line: deque[Append] = deque()
        self._leading = self._closed = False
        self._tasks = asyncio.Semaphore(max_waiting)
        self._threads: ThreadPoolExecutor | None = None

    def append(self, events: Sequence[StoredEvent]) -> Sequence[int]:
        """Append the events or none, return their positions.

        Raises the library's errors: IntegrityError where a stream has one of the versions,
        LogBusyError, AppendOutcomeUnknownError, OperationalError once closed.
        """
        mine = Append(events)
        if self._enter(mine):
            self._lead(mine)
        else:
            self._await_turn(mine)
        return mine.result()

    async def append_async(self, events: Sequence[StoredEvent]) -> Sequence[int]:
        """As `append`, from one event loop. A task that is cancelled may have appended."""
        async with self._tasks:
            mine = _AwaitedAppend(events)
            if self._enter(mine):
                self._lead_concurrently()
            await mine.future
        return mine.result()

    def close(self) -> None:
        """Refuse new appends and return when those in line are done."""
        with self._mutex:
            self._closed = True
            self._room.notify_all()
            self._idle.wait_for(lambda: not self._leading)
        if self._threads:
            self._threads.shutdown()

    def _enter(self, mine: Append) -> bool:
        """Join the line; whether to commit at once."""
        with self._mutex:
            if len(self._line) >= self._max_waiting:
                self._wait_for_room()
            if self._closed:
                raise OperationalError("the log is closed for appends")
            self._line.append(mine)
            leads, self._leading = not self._leading, True
        return leads

    def _wait_for_room(self) -> None:
        def room() -> bool:
            return self._closed or len(self._line) < self._max_waiting

        if not self._room.wait_for(room, self._patience):
            raise LogBusyError

    def _await_turn(self, mine: Append) -> None:
        try:
            mine.answered.acquire()
            if not mine.leads:
                mine.wake_next()
        except BaseException:  # Ctrl-C while waiting: nobody will be there to lead or to listen
            self._leave(mine)
            raise
        if mine.leads:
            self._lead(mine)

    def _leave(self, mine: Append) -> None:
        with self._mutex, suppress(ValueError):
            self._line.remove(mine)
        mine.left = True
        if mine.leads:
            self._pass_on([])
        else:
            mine.wake_next()

    def _lead(self, mine: Append) -> None:
        """Commit the first in line, oneself among them, and choose who goes on."""
        batch: list[Append] = []
        try:
            batch = self._take()
            self._writer.commit(batch)
        except BaseException:
            with self._mutex, suppress(ValueError):
                self._line.remove(mine)
            raise
        finally:
            self._pass_on([each for each in batch if each is not mine])

    def _lead_for_tasks(self) -> None:
        """Commit as long as a task is the first in line, for a task cannot do so itself."""
        while True:
            batch: list[Append] = []
            try:
                batch = self._take()
                self._writer.commit(batch)
            except BaseException:
                self._pass_on(batch)
                raise
            if not self._pass_on(batch, concurrently=True):
                return

    def _lead_concurrently(self) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, thread_name_prefix="ledger-append")
        self._threads.submit(self._lead_for_tasks)

    def _take(self) -> list[Append]:
        """The next batch, in the order of the line; at least one append, however large."""
        with self._mutex:
            batch: list[Append] = []
            number = size = 0
            while self._line and len(batch) < _MAX_EVENTS:
                events = self._line[0].events
                number += len(events)
                size += sum(len(event.state) + len(event.metadata) for event in events)
                if batch and (number > _MAX_EVENTS or size > _MAX_BYTES):
                    break
                batch.append(self._line.popleft())
            self._room.notify(len(batch))
        return batch

    def _pass_on(self, batch: Sequence[Append], *, concurrently: bool = False) -> bool:
        """Choose the next to lead and answer the batch; whether the caller is to lead again."""
        if not self._line or self._pool.max_size == 1:
            self._writer.give_back()
        with self._mutex:
            following = self._line[0] if self._line else None
            if following is None:
                self._leading = False
                self._idle.notify_all()
            else:
                following.leads = True
        goes_on = isinstance(following, _AwaitedAppend)
        if following is not None and not goes_on:
            following.announce()
        elif goes_on and not concurrently:
            self._lead_concurrently()
        _answer(batch)
        return goes_on and concurrently


class _AwaitedAppend(Append):
    """An append that a task waits for."""

    __slots__ = ("future", "loop")

    def __init__(self, events: Sequence[StoredEvent]) -> None:
        super().__init__(events)
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self.loop.create_future()

    def finish(self) -> None:
        """Let the task go on; to be called in its loop."""
        if not self.future.done():
            self.future.set_result(None)


def _answer(batch: Sequence[Append]) -> None:
    """Wake the first thread, which wakes the others, and all tasks."""
    wake_in_turn([each for each in batch if not isinstance(each, _AwaitedAppend)])
    tasks = [each for each in batch if isinstance(each, _AwaitedAppend)]
    for loop in {each.loop for each in tasks}:
        with suppress(RuntimeError):  # a loop that is closed has nobody left who waits
            loop.call_soon_threadsafe(_finish, [each for each in tasks if each.loop is loop])


def _finish(tasks: Sequence[_AwaitedAppend]) -> None:
    for each in tasks:
        each.finish()
