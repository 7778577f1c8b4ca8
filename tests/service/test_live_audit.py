"""A running service audits its views by itself, and says what it found."""

import logging
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.projections.conftest import record
from tests.projections.given import payment

from sep_projections.auditing.last_audit import LastAudit, last_audit
from sep_projections.catalogue import PROJECTIONS
from sep_projections.update import prepare, update
from sep_service.live_audit import LiveAudit

Db = Connection[Any]


@pytest.fixture
def connection(empty_database: str) -> Any:
    prepare(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        record(connection, [payment(1, "2024-03", 100)])
        update(connection)
        yield connection


def _seen(look: Callable[[], LastAudit | None], seconds: float = 30) -> LastAudit | None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and look() is None:
        time.sleep(0.05)
    return look()


def test_what_is_due_is_audited_once_and_a_finding_is_logged(
    connection: Db, empty_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    connection.execute("update payments.payment set sep_total = 7")
    with caplog.at_level(logging.CRITICAL), LiveAudit(empty_database, 24, look_seconds=0.05):
        last = _seen(lambda: last_audit(connection, PROJECTIONS))
        time.sleep(0.5)
    assert last is not None
    assert last.findings == 2
    assert "payments.payment" in caplog.text
    assert connection.execute("select count(*) from projections.audit").fetchone() == (1,)


def test_an_audit_that_is_a_day_old_is_followed_by_another(
    connection: Db, empty_database: str
) -> None:
    connection.execute(
        "insert into projections.audit (ended_at, position, views, seconds, findings)"
        " select now() - interval '25 hours', 1, array_agg(name), 1, 9 from projections.checkpoint"
    )

    def clean() -> LastAudit | None:
        last = last_audit(connection, PROJECTIONS)
        return last if last and last.findings == 0 else None

    with LiveAudit(empty_database, 24, look_seconds=0.05):
        assert _seen(clean) is not None
