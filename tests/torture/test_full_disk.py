"""A full disk fails appends with a clear error; with room again the log goes on, without a gap.

Once with the tables on it, which PostgreSQL survives, and once with all of its files, which it does
not.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError
from psycopg import Connection
from psycopg.errors import DiskFull

from sep_ledger.appending.pending_appends import AppendOutcomeUnknownError
from sep_ledger.recorder import LedgerRecorder
from sep_projections.update import prepare
from tests.staged import FactAppend
from tests.torture.closing import Closing
from tests.torture.clusters import OwnCluster, own_cluster
from tests.torture.disks import MEGABYTE, SmallDisk, small_disk
from tests.torture.given import events, facts, fresh

WRITERS = 8

Gapless = Callable[[], int]


def heavy() -> str:
    """What takes room, however it is compressed."""
    return os.urandom(20_000).hex()


def write_until_it_fails(recorder: LedgerRecorder) -> tuple[dict[int, UUID], OperationalError]:
    """What was acknowledged, and what the first append was told that was not."""
    told: dict[int, UUID] = {}
    while True:
        stream = uuid4()
        try:
            positions = recorder.insert_events(events(stream, 1, 2, 3, said=heavy()))
        except OperationalError as error:
            return told, error
        told.update(dict.fromkeys(positions, stream))


def write_at_once(recorder: LedgerRecorder) -> tuple[dict[int, UUID], list[OperationalError]]:
    """As many writers as there are, until none can any more."""
    with ThreadPoolExecutor(WRITERS) as threads:
        lives = [threads.submit(write_until_it_fails, recorder) for _ in range(WRITERS)]
        outcomes = [life.result() for life in lives]
    told = {position: stream for each, _ in outcomes for position, stream in each.items()}
    return told, [error for _, error in outcomes]


def stored(conn: Connection[Any]) -> dict[int, UUID]:
    rows = conn.execute("select position, originator_id from ledger.events")
    return dict(rows.fetchall())


class TestTables:
    """The database lies on the small disk, the log of writes elsewhere."""

    @pytest.fixture
    def disk(self) -> Iterator[SmallDisk]:
        with small_disk(megabytes=128) as disk:
            yield disk

    @pytest.fixture
    def database(self, disk: SmallDisk) -> Iterator[str]:
        with (
            tempfile.TemporaryDirectory(prefix="sep-ledger-test-") as folder,
            own_cluster(Path(folder)) as cluster,
        ):
            yield database_on(disk, cluster)

    @pytest.mark.usefixtures("alive")
    def test_appends_fail_and_then_go_on(
        self,
        *,
        disk: SmallDisk,
        database: str,
        conn: Connection[Any],
        recorder: LedgerRecorder,
        assert_gapless: Gapless,
    ) -> None:
        recorder.insert_events(fresh(1, 2))
        disk.fill(leave=4 * MEGABYTE)
        told, errors = write_at_once(recorder)
        assert all("No space left on device" in str(error) for error in errors)
        assert told.items() <= stored(conn).items()
        number = assert_gapless()
        assert number == len(told) + 2
        with psycopg.connect(database) as importing, pytest.raises(DiskFull):
            FactAppend(importing).append(facts(range(100), said=heavy()))
        assert assert_gapless() == number
        disk.give_back()
        assert list(recorder.insert_events(fresh(1, 2))) == [number + 1, number + 2]


def database_on(disk: SmallDisk, cluster: OwnCluster) -> str:
    """A database of this cluster on that disk, with an empty log and empty views."""
    place = disk.folder / "tables"
    place.mkdir(mode=0o700)
    owner = (cluster.folder / "postgres").stat()
    shutil.chown(place, owner.st_uid, owner.st_gid)
    with psycopg.connect(cluster.conninfo, autocommit=True) as conn:
        conn.execute(f"create tablespace small location '{place}'".encode())
        conn.execute("create database small tablespace small")
    conninfo = psycopg.conninfo.make_conninfo(cluster.conninfo, dbname="small")
    prepare(conninfo)
    return conninfo


class TestAllFiles:
    """Everything that PostgreSQL writes lies on the small disk."""

    @pytest.fixture
    def disk(self) -> Iterator[SmallDisk]:
        with small_disk(megabytes=512) as disk:
            yield disk

    @pytest.fixture
    def cluster(self, disk: SmallDisk) -> Iterator[OwnCluster]:
        with own_cluster(disk.folder / "cluster") as cluster:
            yield cluster

    @pytest.fixture
    def database(self, cluster: OwnCluster) -> str:
        return cluster.conninfo

    @pytest.mark.usefixtures("alive")
    def test_the_server_falls_and_what_was_acknowledged_is_there_when_it_comes_back(
        self,
        *,
        log: Closing,
        disk: SmallDisk,
        cluster: OwnCluster,
        recorder: LedgerRecorder,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        recorder.insert_events(fresh(1, 2))
        disk.fill(leave=8 * MEGABYTE)
        with monkeypatch.context() as impatient:
            impatient.setattr(recorder._appends._writer, "_patience", 2.0)
            told, errors = write_at_once(recorder)
        assert any(isinstance(error, AppendOutcomeUnknownError) for error in errors)
        log.kills += 1
        disk.give_back()
        cluster.come_back()
        with psycopg.connect(cluster.conninfo, autocommit=True) as conn:
            assert told.items() <= stored(conn).items()
            halves = conn.execute(
                "select originator_id from ledger.events where position > 2"
                " group by originator_id having count(*) <> 3"
            )
            assert halves.fetchall() == []
            number = len(stored(conn))
        assert list(recorder.insert_events(fresh(1))) == [number + 1]
