"""The promise: `start` gives a private PostgreSQL to whoever asks, one per folder however many
ask, durable, gone when the last one leaves in whatever way, and never in anyone's way.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from sep_service.storage.postgres import (
    EmbeddedPostgresError,
    EmbeddedPostgresUnavailableError,
    start,
)

# As a terminal starts it, even where the tests run under nohup or as a background job.
USER = """
import signal
import sys
from pathlib import Path
from sep_service.storage.postgres import start
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
with start(Path(sys.argv[1])) as server:
    print(server.dsn, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sep-ledger-test-") as name:
        yield Path(name)


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A second user of the folder's server, until it is ended or told to go by a line."""
    command = [sys.executable, "-c", USER, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("host=")
        try:
            yield process
        finally:
            process.kill()


def is_running(folder: Path) -> bool:
    return (folder / "postgres" / "postmaster.pid").exists()


def postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def scalar(dsn: str, statement: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row[0]


def test_the_ledgers_database_is_there_and_the_server_is_postgresql_18(folder: Path) -> None:
    with start(folder) as server:
        assert scalar(server.dsn, "SELECT current_database()") == "sep_ledger"
        assert str(scalar(server.dsn, "SHOW server_version")).startswith("18.")


def test_nothing_of_durability_is_traded_for_speed(folder: Path) -> None:
    with start(folder) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert scalar(server.dsn, f"SHOW {setting}") == "on"


def test_text_sorts_alike_on_every_machine(folder: Path) -> None:
    with start(folder) as server:
        provider = "SELECT datlocprovider::text || datlocale FROM pg_database"
        assert scalar(server.dsn, f"{provider} WHERE datname = 'sep_ledger'") == "bC.UTF-8"


def test_only_its_owner_can_reach_it(folder: Path) -> None:
    with start(folder) as server:
        assert scalar(server.dsn, "SHOW listen_addresses") == ""
        assert server.socket_dir.stat().st_mode & 0o077 == 0


def test_data_outlives_the_server(folder: Path) -> None:
    with start(folder) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert not is_running(folder)
    with start(folder) as server:
        assert scalar(server.dsn, "SELECT answer FROM kept") == 42


def test_two_processes_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    with start(folder), another_process(folder) as other:
        first = postmaster(folder)
        other.communicate("go\n")
        assert other.returncode == 0
        assert postmaster(folder) == first
        os.kill(first, 0)
    assert not is_running(folder)


def test_a_user_that_outlives_the_starter_keeps_the_server(folder: Path) -> None:
    with start(folder):
        others = another_process(folder)
        other = others.__enter__()
    assert is_running(folder)
    other.communicate("go\n")
    others.__exit__(None, None, None)
    assert not is_running(folder)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_server_too(folder: Path, number: signal.Signals) -> None:
    with another_process(folder) as process:
        process.send_signal(number)
        process.wait(30)
    assert process.returncode in {128 + number, -number}
    assert not is_running(folder)


def test_a_killed_user_neither_blocks_nor_outlives_the_next_one(folder: Path) -> None:
    with another_process(folder) as process:
        process.kill()
        process.wait()
    assert is_running(folder)
    with start(folder) as server:
        assert scalar(server.dsn, "SELECT 1") == 1
    assert not is_running(folder)


def test_a_killed_server_recovers_what_was_committed(folder: Path) -> None:
    with start(folder) as server:
        with psycopg.connect(server.dsn) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(postmaster(folder), signal.SIGKILL)
    with start(folder) as server:
        assert scalar(server.dsn, "SELECT answer FROM kept") == 42


def test_a_first_start_that_was_cut_short_is_begun_anew(folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    with start(folder) as server:
        assert scalar(server.dsn, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["Application Support", "o'clock", "a,b", "x" * 120])
def test_an_odd_or_very_long_path_works(folder: Path, name: str) -> None:
    odd = folder / name
    odd.mkdir()
    with start(odd) as server:
        assert scalar(server.dsn, "SELECT 1") == 1


def test_the_callers_postgresql_environment_does_not_matter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with start(folder) as server:
        assert scalar(server.dsn, "SELECT 1") == 1


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with start(folder):
        pass
    (folder / "postgres" / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedPostgresError, match="no_such_setting"), start(folder):
        pass


def test_a_platform_without_the_wheel_is_told_what_to_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_service.storage.postgres_cluster.find_spec", lambda name: None)
    with (
        pytest.raises(EmbeddedPostgresUnavailableError, match="SEP_LEDGER_DATABASE_URL"),
        start(folder),
    ):
        pass
