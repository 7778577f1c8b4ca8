"""The promise: a backup leads back to its end, to any instant and to any position after it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Thread

import psycopg
import pytest
from tests.projections.given import payment
from tests.staged import FactAppend, StagedFact

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource, Provenance
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.reading.generations import log_end
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.update import prepare, update
from sep_service.backups.base_backup import take
from sep_service.backups.restoring import go_back
from sep_service.storage.postgres import idle_cluster, start
from sep_service.storage.postgres_cluster import Cluster

# Each starts servers and commands by the dozen, and shares its processors with others.
pytestmark = pytest.mark.timeout(900)

PROGRAM = Path(sys.executable).with_name("sep-ledger")


def staged(facts: Sequence[Fact]) -> list[StagedFact]:
    source = {"sha256": "ab" * 32, "name": "a.csv", "dataset": "prueba"}
    return [
        StagedFact.of(row, fact, Provenance(source=FileSource(**source, row=row)))
        for row, fact in enumerate(facts, start=1)
    ]


@dataclass
class Installation:
    """A private PostgreSQL with a folder for backups, used by its commands."""

    folder: Path

    @property
    def backups(self) -> Path:
        return self.folder / "respaldos de «SEP» 100%"

    def run(
        self, *words: str, expected: int = 0, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        known = {
            "SEP_LEDGER_DATA_DIR": str(self.folder / "data"),
            "SEP_LEDGER_BACKUP_DIR": str(self.backups),
        }
        done = subprocess.run(
            [str(PROGRAM), *words],
            env=os.environ | known,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expected, done.stdout + done.stderr
        return done

    def record(self, months: Sequence[str]) -> list[int]:
        """Records a payment for each month, each in a transaction of its own; the positions."""
        found = []
        with (
            start(self.folder / "data" / "postgres", self.backups / "wal") as server,
            psycopg.connect(server.dsn, autocommit=True) as connection,
        ):
            prepare(server.dsn)
            for row, month in enumerate(months, start=1):
                FactAppend(connection).append(staged([payment(1, month, row)]))
                found.append(log_end(connection).head)
            update(connection)
        return found

    def head(self) -> int:
        return int(json.loads(self.run("status", "--json").stdout)["head"])

    def generation(self) -> str:
        return str(json.loads(self.run("status", "--json").stdout)["generation"])

    def months(self) -> list[str]:
        asked = "{ payments(first: 100) { nodes { month } } }"
        answer = json.loads(self.run("query", "-", given=asked).stdout)
        return sorted(node["month"] for node in answer["data"]["payments"]["nodes"])


@pytest.fixture
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="sep-ledger-test-") as folder:
        yield Installation(Path(folder))


def test_a_backup_leads_back_to_any_position_after_it(installation: Installation) -> None:
    installation.record(["2024-01", "2024-02"])
    installation.run("backup")
    installation.record(["2024-03", "2024-04", "2024-05"])
    before = installation.generation()

    installation.run("restore", "--to-position", "4")

    assert installation.head() == 4
    assert installation.months() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert installation.generation() != before
    installation.run("fsck")
    # Nothing is lost by going back: what was there stands aside.
    assert len(list((installation.folder / "data/postgres").glob("postgres.before-*"))) == 1

    installation.record(["2024-07"])
    installation.run("restore")
    assert installation.months() == ["2024-01", "2024-02", "2024-03", "2024-04", "2024-07"]


def test_a_backup_leads_back_to_an_instant(installation: Installation) -> None:
    installation.record(["2024-01"])
    installation.run("backup")
    installation.record(["2024-02"])
    time.sleep(0.1)
    instant = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    time.sleep(0.1)
    installation.record(["2024-03"])

    installation.run("restore", "--to-instant", instant)
    assert installation.months() == ["2024-01", "2024-02"]


def test_the_position_at_which_a_backup_was_taken_is_reached(installation: Installation) -> None:
    installation.record(["2024-01", "2024-02"])
    installation.run("backup")
    installation.record(["2024-03"])
    installation.run("restore", "--to-position", "2")
    assert installation.months() == ["2024-01", "2024-02"]


def test_what_cannot_be_reached_is_refused_and_nothing_changes(installation: Installation) -> None:
    installation.record(["2024-01", "2024-02"])
    installation.run("backup")
    installation.record(["2024-03"])
    for words, code, said in (
        (("--to-position", "1"), 1, "Ningún respaldo llega tan atrás"),
        (("--to-position", "99"), 1, "llega hasta la posición 3; se pidió la 99"),
        (("--to-instant", "2020-01-01T00:00:00Z"), 1, "Ningún respaldo llega tan atrás"),
        (("--to-instant", "ayer"), 2, "ayer"),
        (("--to-instant", "2024-01-01T00:00:00Z", "--to-position", "2"), 2, "no ambos"),
    ):
        refused = installation.run("restore", *words, expected=code)
        assert said in re.sub(r"[│\s]+", " ", refused.stderr)
    assert installation.months() == ["2024-01", "2024-02", "2024-03"]


def test_a_database_in_use_is_not_taken_away(installation: Installation) -> None:
    installation.record(["2024-01"])
    installation.run("backup")
    with start(installation.folder / "data" / "postgres", installation.backups / "wal"):
        refused = installation.run("restore", expected=1)
    assert "deténgalo" in refused.stderr
    assert installation.head() == 1


def test_a_copy_that_was_altered_is_not_put_back(installation: Installation) -> None:
    installation.record(["2024-01"])
    installation.run("backup")
    (told,) = (installation.backups / "base").glob("*.json")
    altered = told.with_suffix("") / "PG_VERSION"
    altered.write_text("17\n")
    refused = installation.run("restore", expected=1)
    assert "PG_VERSION" in refused.stderr
    assert installation.head() == 1


def test_documents_come_back(installation: Installation) -> None:
    paper = installation.folder / "acta.txt"
    paper.write_text("acta")
    installation.record(["2024-01"])
    installation.run("documents", "add", str(paper))
    installation.run("backup")
    (kept,) = [
        file for file in (installation.folder / "data/documents").rglob("*") if file.is_file()
    ]
    kept.unlink()
    installation.run("restore")
    assert kept.read_text() == "acta"


def test_without_a_folder_the_command_says_what_to_set(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(PROGRAM), "backup"],
        env=os.environ | {"SEP_LEDGER_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "SEP_LEDGER_BACKUP_DIR" in done.stderr


def test_twenty_positions_of_a_log_that_grew_while_it_was_copied(
    installation: Installation, pytestconfig: pytest.Config
) -> None:
    random = Random(int(pytestconfig.getoption("--torture-seed")))  # noqa: S311 (keeps no secret)
    files = installation.folder / "data" / "postgres"
    told: dict[int, str] = {}
    ends: list[int] = []

    def append(connection: psycopg.Connection, *, times: int) -> None:
        for _ in range(times):
            facts = [
                payment(random.randint(1, 50), f"20{random.randint(14, 24)}-03", len(told) + row)
                for row in range(1, random.randint(2, 5))
            ]
            FactAppend(connection).append(staged(facts))
            rows = connection.execute(
                "select position, originator_id from ledger.events where position > %s",
                [max(told, default=0)],
            )
            told.update({position: str(stream) for position, stream in rows})
            ends.append(max(told))

    with start(files, installation.backups / "wal") as server:
        prepare(server.dsn)
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            append(connection, times=20)
            growing = Thread(target=append, args=[connection], kwargs={"times": 100})
            growing.start()
            backup = take(Cluster.at(files), server.dsn, installation.backups)
            growing.join()
            append(connection, times=100)
            update(connection)
            connection.execute("select pg_switch_wal()")

    for position in random.sample(range(backup.position + 1, max(told) + 1), 20):
        with idle_cluster(files) as cluster:
            done = go_back(cluster, backup, installation.backups, position)
        assert done.position == next(end for end in ends if end >= position)
        assert done.set_aside is not None
        shutil.rmtree(done.set_aside)
        # Not archived: each going back is from the same backup along the same history.
        with start(files) as server, psycopg.connect(server.dsn, autocommit=True) as connection:
            prepare(server.dsn)
            update(connection)
            rows = connection.execute("select position, originator_id from ledger.events")
            assert {place: str(stream) for place, stream in rows} == {
                place: stream for place, stream in told.items() if place <= done.position
            }
            findings: list[Discrepancy] = []
            fsck(connection, findings.append)
            assert findings == []
            connection.execute(f"set search_path to {SEARCH_PATH}".encode())
            balance = connection.execute("select count(*), sum(amount) from posting").fetchone()
            assert balance is not None
            assert balance[0] > 0
            assert balance[1] == 0
