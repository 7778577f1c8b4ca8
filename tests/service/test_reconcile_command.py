"""The promise: `sep-ledger reconcile` says what it matched; again, it finds nothing new."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.given import document
from tests.projections.conftest import record
from tests.projections.test_reconciliation import movement
from typer.testing import CliRunner

from sep_service.cli.app import app


@pytest.fixture
def conninfo(
    postgres: Server, folded_template: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    with postgres.fresh_database(folded_template) as conninfo:
        monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", conninfo)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            booked = document(1, "410501", 60_000, document_number="771", paid_on="2024-05-10")
            record(connection, [booked, movement(date(2024, 5, 11), 1, -60_000, text="FAC 771")])
        yield conninfo


def reconcile(*options: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["reconcile", "--json", *options])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_it_matches_once(conninfo: str) -> None:
    first = {"lines": 1, "entries": 1, "accepted": 1, "proposed": 0}
    assert reconcile("--account", "00001-00002", "--month", "2024-05") == first
    assert reconcile() == {"lines": 0, "entries": 0, "accepted": 0, "proposed": 0}


@pytest.mark.parametrize(
    "options",
    [("--sostenedor", "76086428-5"), ("--account", "other"), ("--month", "2024-06")],
)
def test_it_keeps_to_what_is_named(conninfo: str, options: tuple[str, str]) -> None:
    assert reconcile(*options)["accepted"] == 0


def test_a_rut_that_is_none_is_told(conninfo: str) -> None:
    result = CliRunner().invoke(app, ["reconcile", "--sostenedor", "1-1"])
    assert result.exit_code == 2
