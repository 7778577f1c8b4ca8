"""`sep-ledger audit`: what it prints, and an exit code that means something."""

from collections.abc import Callable
from pathlib import Path

import orjson
import psycopg
import pytest
from tests.projections.conftest import record
from tests.projections.given import payment
from typer.testing import CliRunner, Result

from sep_projections.update import prepare, update
from sep_service.cli.app import app

Run = Callable[..., Result]

DONE, USAGE, TAMPERED = 0, 2, 4


@pytest.fixture
def run(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a database with one payment and its views."""
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", empty_database)
    monkeypatch.setenv("SEP_LEDGER_DATA_DIR", str(tmp_path / "data"))
    prepare(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        record(connection, [payment(1, "2024-03", 100)])
        update(connection)
    return lambda *arguments: CliRunner().invoke(app, arguments)


def test_an_untouched_database_is_what_the_log_makes_of_it_and_status_says_when(run: Run) -> None:
    assert "ninguna todavía" in run("status").stdout
    assert orjson.loads(run("status", "--json").stdout)["last_audit"] is None
    done = run("audit")
    assert done.exit_code == DONE, done.output
    assert "Todo es lo que sale del registro" in done.stdout
    assert "sin hallazgos" in run("status").stdout
    assert orjson.loads(run("status", "--json").stdout)["last_audit"]["findings"] == 0


def test_a_changed_view_ends_with_4_and_a_rebuild_mends_it(run: Run, empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("delete from payments.payment")
    done = run("audit", "payments", "--json")
    assert done.exit_code == TAMPERED
    told = orjson.loads(done.stdout)
    assert (told["ok"], told["findings"]) == (False, 1)
    assert told["told"][0]["kind"] == "row-missing"
    assert "payments.payment: falta una fila que sale del registro" in run("audit").stdout
    assert "hallazgos: 1" in run("status").stdout
    assert run("rebuild", "payments").exit_code == DONE
    assert run("audit").exit_code == DONE


def test_a_view_that_there_is_not_is_wrong_usage(run: Run) -> None:
    assert run("audit", "nada").exit_code == USAGE
