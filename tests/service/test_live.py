"""A running service folds what others append, and survives the loss of its connection."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.projections.conftest import record
from tests.projections.given import category, payment

from sep_projections.update import prepare
from sep_service.live_views import LiveProjections

Db = Connection[Any]


@pytest.fixture
def connection(empty_database: str) -> Any:
    prepare(empty_database)
    with Connection.connect(empty_database, autocommit=True) as connection:
        yield connection


def _eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _count(connection: Db, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}".encode()).fetchone()
    return int(row[0]) if row else 0


def test_what_was_there_before_and_what_comes_later_is_folded(
    connection: Db, empty_database: str
) -> None:
    record(connection, [payment(1, "2024-03", 100)])
    with LiveProjections(empty_database):
        assert _eventually(lambda: _count(connection, "payments.payment") == 1)
        record(connection, [payment(2, "2024-03", 100)])
        assert _eventually(lambda: _count(connection, "payments.payment") == 2)


def test_derived_facts_follow_by_themselves(connection: Db, empty_database: str) -> None:
    with LiveProjections(empty_database):
        record(connection, [category(1, 2016, "medio"), category(1, 2018, "alto")])
        assert _eventually(lambda: _count(connection, "categories.reclassification") == 1)


def test_a_cut_connection_is_made_again(
    connection: Db, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_service.live_views._RETRY_SECONDS", 0.1)
    with LiveProjections(empty_database):
        record(connection, [payment(1, "2024-03", 100)])
        assert _eventually(lambda: _count(connection, "payments.payment") == 1)
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        record(connection, [payment(2, "2024-03", 100)])
        assert _eventually(lambda: _count(connection, "payments.payment") == 2)


def test_it_stops_when_asked(empty_database: str) -> None:
    prepare(empty_database)
    started = time.monotonic()
    with LiveProjections(empty_database):
        pass
    assert time.monotonic() - started < 5
    # A session that was closed is gone for its client before it is for the server.
    until = time.monotonic() + 10
    while others(empty_database) and time.monotonic() < until:
        time.sleep(0.05)
    assert others(empty_database) == 0


def others(conninfo: str) -> int:
    """Sessions of the database, our own not counted."""
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            "select from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        return rows.rowcount
