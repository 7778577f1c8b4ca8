"""The promise: the command line names the log's generation, and begins one where it is told to."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from sep_service.cli.app import app


@pytest.fixture(autouse=True)
def on_a_database(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", empty_database)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def status() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("status", "--json"))
    return told


def test_status_names_the_generation_which_stays() -> None:
    generation = status()["generation"]
    assert status()["generation"] == generation
    assert generation in run("status")


def test_a_restored_log_begins_another() -> None:
    before = status()["generation"]
    said = run("restored")
    after = status()["generation"]
    assert after != before
    assert after in said


def test_releases_after_a_position_beyond_the_head_are_refused() -> None:
    refused = CliRunner().invoke(app, ["export", "ocds", "releases", "--after", "7"])
    assert refused.exit_code == 2
    assert "más allá" in refused.output or "llega a 0" in refused.output
