"""Any number of runners may fold the same views at once, and rebuild them: they take turns."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from threading import Event
from time import monotonic

import pytest
from psycopg import Connection

from sep_ledger.recorder import LedgerRecorder
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import rebuild as rebuilding
from sep_projections.engine import runner
from sep_projections.payments.projection import PAYMENTS
from tests.torture.closing import Closing
from tests.torture.given import fresh
from tests.torture.processes import complete, kill, start


@pytest.fixture(autouse=True)
def many_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that runners meet again and again."""
    monkeypatch.setattr(runner, "RANGE", 50)
    monkeypatch.setattr(rebuilding, "RANGE", 200)


@contextmanager
def growing(recorder: LedgerRecorder) -> Iterator[None]:
    """Somebody appends, until the block ends."""
    done = Event()

    def append() -> None:
        while not done.wait(0.005):
            recorder.insert_events([event for _ in range(5) for event in fresh(1, 2)])

    with ThreadPoolExecutor(1) as threads:
        appending = threads.submit(append)
        try:
            yield
        finally:
            done.set()
        appending.result()


def fold_until(database: str, moment: float) -> None:
    with Connection.connect(database, autocommit=True) as conn:
        while monotonic() < moment:
            runner.catch_up(conn, PROJECTIONS)


def rebuild_until(database: str, moment: float) -> int:
    """How often the view was built again."""
    times = 0
    with Connection.connect(database, autocommit=True) as conn:
        while not times or monotonic() < moment:
            rebuilding.rebuild(conn, PAYMENTS)
            times += 1
    return times


def test_runners_that_race_fold_each_event_once(
    database: str, recorder: LedgerRecorder, seconds: float
) -> None:
    until = monotonic() + seconds / 2
    with growing(recorder), ThreadPoolExecutor(3) as threads:
        for life in [threads.submit(fold_until, database, until) for _ in range(3)]:
            life.result()


def test_runners_go_on_while_a_view_is_built_again(
    database: str, recorder: LedgerRecorder, seconds: float
) -> None:
    until = monotonic() + seconds / 2
    with growing(recorder), ThreadPoolExecutor(3) as threads:
        folding = [threads.submit(fold_until, database, until) for _ in range(2)]
        rebuilt = threads.submit(rebuild_until, database, until)
        for life in folding:
            life.result()
        assert rebuilt.result() > 0


def test_two_who_build_a_view_again_at_once_build_one(
    database: str, recorder: LedgerRecorder, seconds: float
) -> None:
    until = monotonic() + seconds / 2
    with growing(recorder), ThreadPoolExecutor(3) as threads:
        rebuilds = [threads.submit(rebuild_until, database, until) for _ in range(2)]
        threads.submit(fold_until, database, until).result()
        assert sum(each.result() for each in rebuilds) > 0


def test_processes_that_fold_and_rebuild_are_killed_among_others_that_go_on(
    *,
    log: Closing,
    database: str,
    recorder: LedgerRecorder,
    seconds: float,
    chance: Callable[[int], Random],
) -> None:
    random, until = chance(80), monotonic() + seconds
    with growing(recorder):
        while monotonic() < until:
            four = [
                start(program, database, 100) for program in ("fold", "fold", "rebuild", "rebuild")
            ]
            for process in random.sample(four, 2):
                kill(process)
                log.kills += 1
            for process in four:
                if process.returncode is None:
                    complete(process)
