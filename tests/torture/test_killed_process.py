"""A process killed with -9 loses nothing that it was told is recorded, and doubles nothing."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from random import Random
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from psycopg import Connection

from sep_domain.streams import twin_stream
from tests.conftest import REPOSITORY
from tests.torture import programs

Gapless = Callable[[], int]


def start(what: str, database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.torture.programs", what, database],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill(process: subprocess.Popen[str]) -> str:
    """Kill and return what it had printed."""
    process.send_signal(signal.SIGKILL)
    printed, _ = process.communicate()
    return printed


def wait_for_growth(conn: Connection[Any], process: subprocess.Popen[str]) -> None:
    """Until the log has grown, or the process has ended."""
    query = "select position from ledger.head"
    before = conn.execute(query).fetchone()
    while conn.execute(query).fetchone() == before and process.poll() is None:
        sleep(0.01)


def test_what_was_acknowledged_is_there_after_a_kill(
    *,
    database: str,
    conn: Connection[Any],
    seconds: float,
    chance: Callable[[int], Random],
    assert_gapless: Gapless,
) -> None:
    random, told = chance(1), dict[int, UUID]()
    until = monotonic() + seconds
    while monotonic() < until or not told:
        process = start("append", database)
        wait_for_growth(conn, process)
        sleep(random.uniform(0.0, 0.4))
        # The last line may have been cut in the middle.
        for line in kill(process).split("\n")[:-1]:
            position, stream = line.split()
            told[int(position)] = UUID(stream)
    rows = conn.execute("select position, originator_id from ledger.events")
    assert told.items() <= dict(rows.fetchall()).items()
    assert assert_gapless() >= len(told)


def test_imports_killed_in_a_batch_are_completed_by_running_them_again(
    *,
    database: str,
    conn: Connection[Any],
    seconds: float,
    chance: Callable[[int], Random],
    assert_gapless: Gapless,
) -> None:
    random, until = chance(2), monotonic() + seconds
    while monotonic() < until and assert_gapless() < programs.BATCHES * programs.BATCH / 2:
        both = [start("import", database) for _ in range(2)]
        wait_for_growth(conn, both[0])
        for process in both:
            sleep(random.uniform(0.0, 0.1))
            kill(process)
    both = [start("import", database) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    for process in both:
        process.communicate()
    rows = conn.execute("select originator_id, state from ledger.events")
    assert dict(rows.fetchall()) == expected()
    assert assert_gapless() == len(expected())


def expected() -> dict[UUID, bytes]:
    """What the file says, by stream: each fact once, and as its first version."""
    shown = Counter[UUID]()
    states = {}
    for fact in (fact for batch in programs.batches() for fact in batch):
        states[twin_stream(fact.stream, shown[fact.stream])] = fact.state
        shown[fact.stream] += 1
    return states
