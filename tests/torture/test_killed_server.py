"""A PostgreSQL killed with -9 comes back on the same files with all that it acknowledged."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection

from sep_ledger.recorder import LedgerRecorder
from tests.torture.closing import Closing
from tests.torture.clusters import OwnCluster, own_cluster
from tests.torture.given import events

WRITERS = 8

Chance = Callable[[int], Random]


@pytest.fixture
def cluster() -> Iterator[OwnCluster]:
    with (
        tempfile.TemporaryDirectory(prefix="sep-ledger-test-") as folder,
        own_cluster(Path(folder)) as cluster,
    ):
        yield cluster


@pytest.fixture
def database(cluster: OwnCluster) -> str:
    return cluster.conninfo


@pytest.mark.usefixtures("alive")
def test_what_was_acknowledged_outlives_the_server(
    *,
    log: Closing,
    cluster: OwnCluster,
    recorder: LedgerRecorder,
    seconds: float,
    chance: Chance,
) -> None:
    random, until = chance(70), monotonic() + seconds
    with ThreadPoolExecutor(WRITERS) as threads:
        lives = [threads.submit(write, recorder, lambda: monotonic() < until) for _ in range(8)]
        while monotonic() < until:
            sleep(random.uniform(0.1, 0.8))
            cluster.kill_something(random)
            log.kills += 1
            cluster.come_back()
        told = {position: stream for life in lives for position, stream in life.result().items()}
    with Connection[Any].connect(cluster.conninfo) as conn:
        rows = conn.execute("select position, originator_id from ledger.events")
        assert told.items() <= dict(rows.fetchall()).items()
    assert len(told) > 0


def write(recorder: LedgerRecorder, goes_on: Callable[[], bool]) -> dict[int, UUID]:
    """Append while it goes on; what was acknowledged."""
    told = {}
    while goes_on():
        stream = uuid4()
        for position in recorder.insert_events(events(stream, 1, 2)):
            told[position] = stream
    return told
