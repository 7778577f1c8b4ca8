"""A running service signs what is appended, survives a lost connection, and stops when asked."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from tests.evidence.conftest import ORIGIN, Append

from sep_ledger.evidence import store
from sep_service.live_evidence import LiveEvidence

SECONDS = 0.05


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def signed_size(conn: Connection[Any]) -> Callable[[], int]:
    def size() -> int:
        signed = store.latest(conn)
        return signed.checkpoint.size if signed else -1

    return size


def test_what_is_there_and_what_comes_later_is_signed(
    database: str, append: Append, key_file: Path, signed_size: Callable[[], int]
) -> None:
    append(300)
    with LiveEvidence(database, key_file, ORIGIN, SECONDS):
        assert eventually(lambda: signed_size() == 300)
        append(300)
        assert eventually(lambda: signed_size() == 600)


def test_a_cut_connection_is_made_again(
    database: str,
    conn: Connection[Any],
    append: Append,
    key_file: Path,
    signed_size: Callable[[], int],
) -> None:
    with LiveEvidence(database, key_file, ORIGIN, SECONDS):
        assert eventually(lambda: signed_size() == 0)
        conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        append(10)
        assert eventually(lambda: signed_size() == 10)


def test_it_says_so_and_signs_nothing_where_history_was_rewritten(
    database: str,
    conn: Connection[Any],
    append: Append,
    key_file: Path,
    signed_size: Callable[[], int],
    *,
    caplog: pytest.LogCaptureFixture,
) -> None:
    append(10)
    with LiveEvidence(database, key_file, ORIGIN, SECONDS):
        assert eventually(lambda: signed_size() == 10)
        conn.execute("alter table ledger.events disable trigger events_only_grow")
        conn.execute("update ledger.events set state = 'forged' where position = 5")
        append(10)
        assert eventually(lambda: "sep-ledger fsck" in caplog.text)
        assert signed_size() == 10


def test_it_stops_in_the_midst_of_growing(
    database: str, append: Append, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(256 * 300)
    monkeypatch.setattr("sep_ledger.evidence.writing.growth.TILES_AT_ONCE", 1)
    started = time.monotonic()
    with LiveEvidence(database, key_file, ORIGIN, SECONDS):
        time.sleep(0.1)
    assert time.monotonic() - started < 2
