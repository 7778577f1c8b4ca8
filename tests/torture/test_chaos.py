"""Every subscriber sees every event once and in order, whatever happens to those who write.

Thirty-two writers append, conflict and roll back; subscribers of three kinds read along; sessions
are ended at random. A reader that has seen position p has seen 1 to p: what its list must be in the
end is 1, 2, 3, …, N.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing, contextmanager, suppress
from random import Random
from threading import Event
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError
from psycopg import Connection, OperationalError

from sep_domain.streams import Dataset, fact_stream
from sep_ledger import following, wakeups
from sep_ledger.bulk import FactAppend, StagedFact
from sep_ledger.following import follow, follow_sync
from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_ledger.statements import statement
from sep_ledger.stored import LedgerStoredEvent
from tests.torture.proxy import CuttingProxy

WRITERS, TOPIC = 32, "cl.sep.payment.disbursed.v1"

Gapless = Callable[[], int]


def events(*versions: int) -> list[LedgerStoredEvent]:
    stream = uuid4()
    return [LedgerStoredEvent(stream, version, "t", b"{}") for version in versions]


class Readers:
    """Subscribers of each kind, and what they have seen."""

    def __init__(self, database: str, recorder: LedgerRecorder) -> None:
        self._database = database
        self._recorder = recorder
        self._stop = Event()
        self._subscription = recorder.subscribe(gt=0)

    @contextmanager
    def reading(self) -> Iterator[list[list[int]]]:
        """The positions that each has seen, in its order; complete after the block."""
        readers = (self._in_a_task, self._in_a_thread, self._in_a_thread, self._as_the_library)
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
        end, until = self._recorder.max_notification_id() or 0, monotonic() + 30
        while any(len(each) < end for each in seen) and monotonic() < until:
            sleep(0.05)

    def _in_a_task(self, seen: list[int]) -> None:
        async def collect() -> None:
            async with aclosing(follow(self._database, after=0, poll_seconds=0.1)) as rows:
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

    def _in_a_thread(self, seen: list[int]) -> None:
        rows = follow_sync(self._database, after=0, poll_seconds=0.1, stop=self._stop)
        with closing(rows):
            seen.extend(row.position for row in rows)

    def _as_the_library(self, seen: list[int]) -> None:
        with self._subscription as notifications:
            seen.extend(notification.id for notification in notifications)


class Writers:
    """Thirty-two threads that append in every way there is, until a moment."""

    def __init__(self, database: str, recorder: LedgerRecorder, until: float) -> None:
        self._database = database
        self._recorder = recorder
        self._until = until
        self._contested = uuid4()

    def write(self, chance: Callable[[int], Random]) -> int:
        """How many events were acknowledged."""
        ways = [self._append] * 24 + [self._roll_back] * 4 + [self._import] * 4
        with ThreadPoolExecutor(len(ways)) as threads:
            lives = [threads.submit(way, chance(number)) for number, way in enumerate(ways)]
            return sum(life.result() for life in lives)

    def _append(self, random: Random) -> int:
        appended = 0
        while monotonic() < self._until:
            batch = events(*range(1, random.randint(2, 4)))
            if random.random() < 0.1:
                version = random.randrange(1, 1000)
                batch.append(LedgerStoredEvent(self._contested, version, "t", b"{}"))
            with suppress(IntegrityError):
                appended += len(self._recorder.insert_events(batch))
        return appended

    def _roll_back(self, random: Random) -> int:
        """Append, think again, and leave no trace."""
        while monotonic() < self._until:
            with suppress(OperationalError), psycopg.connect(self._database) as conn:
                head = conn.execute(statement("lock_head")).fetchone()
                assert head is not None
                conn.execute(
                    "insert into ledger.events"
                    " (position, originator_id, originator_version, topic, state)"
                    " values (%s, gen_random_uuid(), 1, 't', 'never')",
                    [head[0] + 1],
                )
                conn.execute(statement("raise_head"), {"position": head[0] + 1})
                sleep(random.uniform(0, 0.005))
                conn.rollback()
            sleep(0.02)
        return 0

    def _import(self, random: Random) -> int:
        """Import files of which some rows are new and some known; one that is cut, once more."""
        appended = 0
        while monotonic() < self._until:
            start = random.randrange(2000)
            with suppress(OperationalError), psycopg.connect(self._database) as conn:
                outcome = FactAppend(conn).append([fact(start + row) for row in range(50)])
                appended += outcome.new
            sleep(0.02)
        return appended


def fact(row: int) -> StagedFact:
    stream = fact_stream(Dataset.DOCUMENTOS, 2024, 0, (row,))
    return StagedFact(row, stream, TOPIC, b'{"row":%d}' % row, b"{}", twins=False)


def end_sessions(database: str, done: Event, random: Random) -> int:
    """Now and then end a session of the database; how many were ended."""
    ended = 0
    with psycopg.connect(database, autocommit=True) as conn:
        while not done.wait(random.uniform(0.05, 0.2)):
            pids = conn.execute(
                "select pid from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and backend_type = 'client backend'"
            ).fetchall()
            if pids:
                conn.execute("select pg_terminate_backend(%s)", random.choice(pids))
                ended += 1
    return ended


@pytest.fixture(autouse=True)
def come_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that lost their connection need not spare the server here."""
    monkeypatch.setattr(wakeups, "_RETRY_SECONDS", 0.05)
    monkeypatch.setattr(following, "_RETRY_SECONDS", 0.05)


def test_nobody_misses_or_repeats_an_event_while_sessions_are_ended(
    *,
    database: str,
    recorder: LedgerRecorder,
    seconds: float,
    chance: Callable[[int], Random],
    assert_gapless: Gapless,
) -> None:
    done = Event()
    with ThreadPoolExecutor(1) as beside, Readers(database, recorder).reading() as seen:
        killer = beside.submit(end_sessions, database, done, chance(99))
        try:
            acknowledged = Writers(database, recorder, monotonic() + seconds).write(chance)
        finally:
            done.set()
        assert killer.result() > 3
    # An import that is cut at its commit is not acknowledged and may have been recorded.
    assert assert_gapless() >= acknowledged > WRITERS
    assert all(each == list(range(1, assert_gapless() + 1)) for each in seen)


def test_a_held_row_holds_back_those_after_it(
    *,
    database: str,
    recorder: LedgerRecorder,
    conn: Connection[Any],
    assert_gapless: Gapless,
) -> None:
    conn.execute(
        "create function public.hold() returns trigger language plpgsql as $$ begin"
        " perform pg_advisory_lock(20248); perform pg_advisory_unlock(20248); return new; end $$;"
        "create trigger hold before insert on ledger.events"
        " for each row when (new.topic = 'held') execute function public.hold()"
    )
    conn.execute("select pg_advisory_lock(20248)")
    held = LedgerStoredEvent(uuid4(), 1, "held", b"{}")
    with ThreadPoolExecutor(WRITERS) as threads, Readers(database, recorder).reading() as seen:
        recorder.insert_events(events(1))
        holding = threads.submit(recorder.insert_events, [held])
        wait_until_held(conn)
        later = [threads.submit(recorder.insert_events, events(1, 2)) for _ in range(WRITERS - 2)]
        beside = threads.submit(append_beside, database)
        sleep(0.3)
        assert not any(each.done() for each in (*later, holding))
        assert not beside.done()
        assert all(each in ([], [1]) for each in seen)
        conn.execute("select pg_advisory_unlock(20248)")
        assert list(holding.result()) == [2]
        assert all(min(each.result()) > 2 for each in later)
        assert beside.result() > 2
    assert all(each == list(range(1, assert_gapless() + 1)) for each in seen)


def wait_until_held(conn: Connection[Any]) -> None:
    waiting = "select exists (select from pg_locks where locktype = 'advisory' and not granted)"
    while conn.execute(waiting).fetchone() == (False,):
        sleep(0.01)


def append_beside(database: str) -> int:
    """Append over a connection that shares no commit with the others."""
    with psycopg.connect(database) as conn:
        return FactAppend(conn).append([fact(1)]).position


def test_a_reader_who_hears_no_wakeup_misses_nothing(
    *,
    proxy: CuttingProxy,
    recorder: LedgerRecorder,
    assert_gapless: Gapless,
) -> None:
    proxy.drop_answer = of_a_wakeup
    with connection_pool(proxy.conninfo) as pool:
        deaf = LedgerRecorder(pool)
        with Readers(proxy.conninfo, deaf).reading() as seen:
            for _ in range(100):
                recorder.insert_events(events(1))
                sleep(0.005)
    assert proxy.dropped > 0
    assert assert_gapless() == 100
    assert all(each == list(range(1, 101)) for each in seen)


def of_a_wakeup(chunk: bytes) -> bool:
    """Whether a chunk of the server's is notifications and nothing else."""
    while chunk[:1] == b"A" and len(chunk) >= 5:
        chunk = chunk[1 + int.from_bytes(chunk[1:5], "big") :]
        if not chunk:
            return True
    return False
