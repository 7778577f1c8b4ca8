"""Appends that come together share a commit; what is wrong with one of them is its alone."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, OperationalError, PersistenceError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from sep_ledger.appending.group_commit import GroupCommit, LogBusyError
from sep_ledger.appending.head import lock_head
from sep_ledger.appending.pending_appends import Append, wake_in_turn
from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_ledger.records.stored import StoredEvent

WRITERS = 32

Positions = Callable[[], list[int]]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WRITERS) as executor:
        yield executor


def events(stream: UUID, *versions: int, topic: str = "t") -> list[StoredEvent]:
    return [StoredEvent(stream, version, topic, b"{}") for version in versions]


@contextmanager
def head_held(database: str) -> Iterator[Connection[Any]]:
    """Nobody can append inside the block."""
    with psycopg.connect(database) as holder:
        lock_head(holder)
        yield holder


def commits(conn: Connection[Any]) -> int:
    """How many transactions have written the log."""
    row = conn.execute("select count(distinct xmin::text) from ledger.events").fetchone()
    assert row is not None
    return int(row[0])


def wait_for_line(recorder: LedgerRecorder, length: int) -> None:
    line = recorder._appends._line
    for _ in range(1000):
        if len(line) >= length:
            return
        sleep(0.005)
    raise AssertionError(f"{len(line)} appends wait, not {length}")


def wait_for_leader(recorder: LedgerRecorder) -> None:
    """Until somebody commits, with nobody in line."""
    while not recorder._appends._leading or recorder._appends._line:
        sleep(0.001)


def behind_a_leader(
    database: str,
    recorder: LedgerRecorder,
    threads: ThreadPoolExecutor,
    *appends: list[StoredEvent],
) -> list[Future[Any]]:
    """Let the appends meet in one batch: in line behind one that cannot commit yet."""
    with head_held(database):
        futures = [threads.submit(recorder.insert_events, events(uuid4(), 1))]
        wait_for_leader(recorder)
        for number, append in enumerate(appends, 1):
            futures.append(threads.submit(recorder.insert_events, append))
            wait_for_line(recorder, number)
    return futures[1:]


def test_writers_share_commits_and_each_gets_its_own_positions(
    recorder: LedgerRecorder,
    threads: ThreadPoolExecutor,
    conn: Connection[Any],
    positions: Positions,
) -> None:
    together = Barrier(WRITERS)

    def write(_: int) -> list[tuple[UUID, list[int]]]:
        together.wait()
        streams = [uuid4() for _ in range(20)]
        return [(s, list(recorder.insert_events(events(s, 1, 2)))) for s in streams]

    told = dict(pair for pairs in threads.map(write, range(WRITERS)) for pair in pairs)
    assert positions() == list(range(1, 2 * len(told) + 1))
    rows = conn.execute(
        "select originator_id, array_agg(position order by originator_version)"
        " from ledger.events group by originator_id"
    )
    assert dict(rows.fetchall()) == told
    assert commits(conn) < len(told) / 4


def test_of_two_who_race_for_a_version_the_first_wins_and_their_batch_goes_on(
    database: str,
    recorder: LedgerRecorder,
    threads: ThreadPoolExecutor,
    positions: Positions,
    conn: Connection[Any],
) -> None:
    stream = uuid4()
    before, first, second, after = behind_a_leader(
        database,
        recorder,
        threads,
        events(uuid4(), 1, 2),
        events(stream, 1),
        events(stream, 1),
        events(uuid4(), 1),
    )
    assert [list(each.result()) for each in (before, first, after)] == [[2, 3], [4], [5]]
    with pytest.raises(IntegrityError, match=f"stream {stream} already has version 1"):
        second.result()
    assert positions() == [1, 2, 3, 4, 5]
    assert commits(conn) == 2


def test_an_append_that_loses_one_version_appends_nothing_and_takes_no_other_version(
    database: str, recorder: LedgerRecorder, threads: ThreadPoolExecutor, positions: Positions
) -> None:
    taken, free = uuid4(), uuid4()
    recorder.insert_events(events(taken, 1))
    loser, winner, twice = behind_a_leader(
        database,
        recorder,
        threads,
        events(free, 1) + events(taken, 1),
        events(free, 1),
        events(uuid4(), 7, 7),
    )
    assert list(winner.result()) == [3]
    for refused in (loser, twice):
        with pytest.raises(IntegrityError):
            refused.result()
    assert positions() == [1, 2, 3]


def test_what_the_database_cannot_take_fails_alone(
    database: str, recorder: LedgerRecorder, threads: ThreadPoolExecutor, positions: Positions
) -> None:
    good, nul, other = behind_a_leader(
        database,
        recorder,
        threads,
        events(uuid4(), 1),
        events(uuid4(), 1, topic="a\0b"),
        events(uuid4(), 1),
    )
    assert [list(each.result()) for each in (good, other)] == [[2], [3]]
    with pytest.raises(DataError):
        nul.result()
    assert positions() == [1, 2, 3]


@pytest.mark.parametrize(
    "event",
    [
        StoredEvent(UUID(int=1), 1 << 31, "t", b""),
        StoredEvent(UUID(int=1), -1, "t", b""),
        StoredEvent(UUID(int=1), 1, "\ud800", b""),
    ],
    ids=["version too large", "version below zero", "topic"],
)
def test_what_no_column_can_hold_is_refused_at_the_door(
    recorder: LedgerRecorder, event: StoredEvent
) -> None:
    with pytest.raises(DataError):
        recorder.insert_events([event])


Schedule = list[list[list[tuple[int, int]]]]

# Writers, their appends, the versions in each: few streams and versions, so that they collide.
schedules: st.SearchStrategy[Schedule] = st.lists(
    st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=3),
        max_size=5,
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(schedule=schedules)
def test_whatever_the_schedule_each_version_has_one_owner_and_refusals_have_a_reason(
    schedule: Schedule,
    recorder: LedgerRecorder,
    threads: ThreadPoolExecutor,
    conn: Connection[Any],
) -> None:
    streams = [uuid4() for _ in range(3)]
    together = Barrier(len(schedule))

    def write(appends: list[list[tuple[int, int]]]) -> list[tuple[list[Any], list[int] | None]]:
        together.wait()
        outcomes: list[tuple[list[Any], list[int] | None]] = []
        for keys in appends:
            wanted = [(streams[stream], version) for stream, version in keys]
            batch = [StoredEvent(s, v, "t", b"{}") for s, v in wanted]
            try:
                outcomes.append((wanted, list(recorder.insert_events(batch))))
            except IntegrityError:
                outcomes.append((wanted, None))
        return outcomes

    outcomes = [each for of_one in threads.map(write, schedule) for each in of_one]
    owned = {
        key: position
        for wanted, told in outcomes
        if told
        for key, position in zip(wanted, told, strict=True)
    }
    rows = conn.execute(
        "select originator_id, originator_version, position from ledger.events"
        " where originator_id = any (%s)",
        [streams],
    )
    assert {(stream, version): at for stream, version, at in rows} == owned
    assert len(owned) == sum(len(told) for _, told in outcomes if told)
    for wanted, told in outcomes:
        if told is None:
            assert len(set(wanted)) < len(wanted) or not owned.keys().isdisjoint(wanted)
        else:
            assert told == list(range(told[0], told[0] + len(wanted)))
    gaps = conn.execute("select count(*) - max(position) from ledger.events").fetchone()
    assert gaps in {(0,), (None,)}


def test_tasks_and_threads_append_together(
    recorder: LedgerRecorder, threads: ThreadPoolExecutor, positions: Positions
) -> None:
    async def write() -> None:
        for _ in range(10):
            assert len(await recorder.insert_events_async(events(uuid4(), 1))) == 1

    async def tasks() -> None:
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(write())

    def thread(_: int) -> None:
        for _ in range(20):
            recorder.insert_events(events(uuid4(), 1))

    beside = [threads.submit(thread, number) for number in range(8)]
    asyncio.run(tasks())
    for each in beside:
        each.result()
    assert positions() == list(range(1, WRITERS * 10 + 8 * 20 + 1))


def test_a_task_is_told_of_its_conflict(recorder: LedgerRecorder) -> None:
    stream = uuid4()

    async def scenario() -> None:
        assert list(await recorder.insert_events_async(events(stream, 1))) == [1]
        with pytest.raises(IntegrityError):
            await recorder.insert_events_async(events(stream, 1))

    asyncio.run(scenario())


def test_a_cancelled_task_leaves_the_others_in_line(
    database: str, recorder: LedgerRecorder, positions: Positions
) -> None:
    async def scenario() -> None:
        with head_held(database):
            tasks = [
                asyncio.create_task(recorder.insert_events_async(events(uuid4(), 1)))
                for _ in range(4)
            ]
            await asyncio.sleep(0.1)
            tasks[0].cancel()
            tasks[2].cancel()
        kept = await asyncio.gather(*tasks, return_exceptions=True)
        cancelled = [isinstance(each, asyncio.CancelledError) for each in kept]
        assert cancelled == [True, False, True, False]

    asyncio.run(scenario())
    recorder.insert_events(events(uuid4(), 1))
    assert positions() == [1, 2, 3, 4, 5]


class TooLateError(Exception):
    """What an impatient caller is interrupted with."""


def interrupt(*_: object) -> None:
    raise TooLateError


def test_a_thread_interrupted_in_line_leaves_it_and_the_others_go_on(
    database: str, recorder: LedgerRecorder, threads: ThreadPoolExecutor, positions: Positions
) -> None:
    previous = signal.signal(signal.SIGALRM, interrupt)
    try:
        with head_held(database):
            leader = threads.submit(recorder.insert_events, events(uuid4(), 1))
            wait_for_leader(recorder)
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            with pytest.raises(TooLateError):
                recorder.insert_events(events(uuid4(), 1))
            after = threads.submit(recorder.insert_events, events(uuid4(), 1))
            wait_for_line(recorder, 1)
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert [list(leader.result()), list(after.result())] == [[1], [2]]
    assert positions() == [1, 2]


def answered(append: Append) -> bool:
    return append.answered.acquire(blocking=False)


def test_those_who_are_answered_wake_each_other_one_by_one() -> None:
    first, second, third = appends = [Append(events(uuid4(), 1)) for _ in range(3)]
    wake_in_turn(appends)
    assert [answered(each) for each in appends] == [True, False, False]
    first.wake_next()
    assert [answered(each) for each in (second, third)] == [True, False]
    second.wake_next()
    assert answered(third)
    third.wake_next()


@pytest.mark.parametrize("gone", range(3))
def test_one_who_no_longer_waits_does_not_keep_the_next_asleep(gone: int) -> None:
    appends = [Append(events(uuid4(), 1)) for _ in range(3)]
    appends[gone].left = True
    wake_in_turn(appends)
    for each in appends:
        if not each.left:
            assert answered(each)
            each.wake_next()


def test_closing_waits_for_those_in_line_and_refuses_the_next(
    database: str, recorder: LedgerRecorder, threads: ThreadPoolExecutor, positions: Positions
) -> None:
    with head_held(database):
        waiting = [threads.submit(recorder.insert_events, events(uuid4(), 1))]
        wait_for_leader(recorder)
        waiting += [threads.submit(recorder.insert_events, events(uuid4(), 1)) for _ in range(4)]
        wait_for_line(recorder, 4)
        closing = threads.submit(recorder.close)
        sleep(0.1)
        assert not closing.done()
    closing.result(timeout=10)
    assert positions() == [1, 2, 3, 4, 5]
    answers = [each.result(timeout=10) for each in waiting]
    assert sorted(position for answer in answers for position in answer) == [1, 2, 3, 4, 5]
    with pytest.raises(OperationalError, match="closed"):
        recorder.insert_events(events(uuid4(), 1))
    assert positions() == [1, 2, 3, 4, 5]


def test_a_full_line_makes_the_next_wait_and_then_turns_it_away(
    database: str, threads: ThreadPoolExecutor, positions: Positions
) -> None:
    with connection_pool(database) as pool:
        appends = GroupCommit(pool, max_waiting=2, patience=0.3)
        with head_held(database):
            first = threads.submit(appends.append, events(uuid4(), 1))
            while not appends._leading or appends._line:
                sleep(0.001)
            line = [threads.submit(appends.append, events(uuid4(), 1)) for _ in range(2)]
            while len(appends._line) < 2:
                sleep(0.001)
            with pytest.raises(LogBusyError, match="try again later"):
                appends.append(events(uuid4(), 1))
            patient = threads.submit(appends.append, events(uuid4(), 1))
        for each in (first, *line, patient):
            each.result()
        appends.close()
    assert positions() == [1, 2, 3, 4]


def test_an_append_of_thousands_is_whole_or_nothing(
    recorder: LedgerRecorder, positions: Positions
) -> None:
    stream = uuid4()
    many = events(stream, *range(1, 5001))
    assert list(recorder.insert_events(many)) == list(range(1, 5001))
    with pytest.raises(IntegrityError):
        recorder.insert_events(events(uuid4(), *range(1, 5001)) + events(stream, 5000))
    assert len(positions()) == 5000


def test_a_session_ended_while_idle_costs_nothing(
    recorder: LedgerRecorder, conn: Connection[Any], positions: Positions
) -> None:
    recorder.insert_events(events(uuid4(), 1))
    conn.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    assert list(recorder.insert_events(events(uuid4(), 1))) == [2]
    assert positions() == [1, 2]


def test_a_pool_of_one_serves_appends_and_reads(database: str) -> None:
    with connection_pool(database, max_size=1) as pool, ThreadPoolExecutor(8) as threads:
        recorder = LedgerRecorder(pool)

        def append_and_read(_: int) -> int:
            (position,) = recorder.insert_events(events(uuid4(), 1))
            return len(recorder.select_notifications(position, 1))

        assert sum(threads.map(append_and_read, range(200))) == 200


def test_a_pool_whose_connections_may_not_prepare_can_append(database: str) -> None:
    with connection_pool(database) as pool:
        with pool.connection() as conn:
            conn.prepare_threshold = None
        assert list(LedgerRecorder(pool).insert_events(events(uuid4(), 1))) == [1]


def test_a_log_without_schema_is_a_persistence_error(empty_database: str) -> None:
    with connection_pool(empty_database) as pool, pytest.raises(PersistenceError, match="ledger"):
        LedgerRecorder(pool).insert_events(events(uuid4(), 1))
