"""A server's clock may be set back: positions stay the order, and nothing else depends on the time.

PostgreSQL runs here with a clock of its own, which a small library preloaded into it shifts.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from sep_ledger.reading.events import head, position_at
from sep_ledger.recorder import LedgerRecorder
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from tests.conftest import Server
from tests.staged import FactAppend
from tests.torture.clusters import OwnCluster, own_cluster
from tests.torture.given import facts, fresh

HOUR = 3600
SHIFTS = (-24 * HOUR, -HOUR, -60, -1, 0, 0, 0, 1, 60, HOUR)


class Clock:
    """What PostgreSQL takes for the time of day."""

    def __init__(self, file: Path) -> None:
        self.file, self._shift = file, 0
        self.set_by(0)

    def set_by(self, seconds: int) -> None:
        """Set it forward, or back, for good."""
        self._shift += seconds
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(self._shift.to_bytes(8, sys.byteorder, signed=True))
        self.file.chmod(0o644)


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[OwnCluster, Clock]]:
    """A PostgreSQL with a clock of its own."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("only Linux with a C compiler can preload a clock into PostgreSQL")
    with tempfile.TemporaryDirectory(prefix="sep-ledger-test-") as name:
        folder, library = Path(name), Path(name) / "clock.so"
        source, clock = Path(__file__).with_name("clock.c"), Clock(folder / "clock")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
        library.chmod(0o755)
        folder.chmod(0o711)
        with ExitStack() as stack:
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("LD_PRELOAD", str(library))
                environment.setenv("SEP_LEDGER_TEST_CLOCK", str(clock.file))
                own = stack.enter_context(own_cluster(folder / "cluster"))
            yield own, clock


@pytest.fixture
def clock(cluster: tuple[OwnCluster, Clock]) -> Clock:
    return cluster[1]


@pytest.fixture
def database(cluster: tuple[OwnCluster, Clock]) -> Iterator[str]:
    template = str(conninfo_to_dict(cluster[0].conninfo)["dbname"])
    with Server(cluster[0].conninfo).fresh_database(template) as conninfo:
        yield conninfo


def recorded(conn: Connection[Any]) -> list[datetime]:
    rows = conn.execute("select recorded_at from ledger.events order by position")
    return [at for (at,) in rows]


@pytest.mark.usefixtures("alive")
def test_positions_stay_the_order_of_events(
    *,
    clock: Clock,
    database: str,
    conn: Connection[Any],
    recorder: LedgerRecorder,
    seconds: float,
    chance: Callable[[int], Random],
) -> None:
    random, until = chance(90), monotonic() + seconds / 2
    positions: list[int] = []
    shifts = list(SHIFTS)
    while shifts or monotonic() < until:
        clock.set_by(shifts.pop() if shifts else random.choice(SHIFTS))
        positions += recorder.insert_events(fresh(1, 2, 3))
        if random.random() < 0.3:
            with psycopg.connect(database) as importing:
                rows = range(random.randrange(500), 500)
                FactAppend(importing).append(facts(rows, said=f"{random.random()} "))
    times = recorded(conn)
    assert any(later < earlier - timedelta(hours=12) for earlier, later in pairwise(times))
    assert positions == sorted(positions)


def test_an_instant_keeps_its_position_as_the_log_grows(
    *,
    clock: Clock,
    conn: Connection[Any],
    recorder: LedgerRecorder,
    chance: Callable[[int], Random],
) -> None:
    random, known, before = chance(91), dict[datetime, int](), 0
    for _ in range(20):
        for _ in range(random.randrange(1, 10)):
            clock.set_by(random.choice(SHIFTS))
            recorder.insert_events(fresh(1))
        times = recorded(conn)
        answers = {at: position_at(conn, at) for at in [*times, *known]}
        for at, position in answers.items():
            assert_fits(at, position, times)
            if at in known and all(later > at for later in times[before:]):
                assert position == known[at]
        assert [answers[at] for at in sorted(answers)] == sorted(answers.values())
        known, before = answers, len(times)
    assert any(later < earlier for earlier, later in pairwise(times))
    assert position_at(conn, min(times) - timedelta(seconds=1)) == 0
    assert position_at(conn, max(times)) == head(conn)


def assert_fits(at: datetime, position: int, times: list[datetime]) -> None:
    """The last event known was recorded by then, the next one was not."""
    assert position == 0 or times[position - 1] <= at
    assert position == len(times) or times[position] > at


def test_no_view_is_behind_by_less_than_nothing(
    clock: Clock, conn: Connection[Any], recorder: LedgerRecorder
) -> None:
    recorder.insert_events(fresh(1))
    clock.set_by(-HOUR)
    assert {lag.seconds_behind for lag in runner.lags(conn, PROJECTIONS)} == {0}
