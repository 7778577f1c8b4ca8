"""The promise: dashboards and alarms ask for metrics that there are, and each alarm does ring."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.conftest import Server
from tests.projections.given import payment
from tests.service.serving import serving

from sep_projections.auditing.audit import audit
from sep_projections.catalogue import PROJECTIONS
from sep_service.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
OURS = re.compile(r"\b((?:sep_ledger|http_server|process)_\w+)")


@pytest.fixture(scope="module")
def served(
    postgres: Server, folded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> set[str]:
    """The names of all series that the service offers."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
    ):
        service.record(payment(1, "2024-03", 1))
        httpx.get(f"{service.url}/events", trust_env=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            audit(connection, lambda _finding: None, PROJECTIONS)
        text = httpx.get(f"{service.url}/metrics", trust_env=False).text
    names = {
        sample.name for metric in text_string_to_metric_families(text) for sample in metric.samples
    }
    # Their first sample comes with the first event of their kind.
    lazily = re.findall(r"^# TYPE (\w+)", text, re.MULTILINE)
    return names | set(lazily)


def test_every_panel_asks_for_metrics_that_are_served(served: set[str]) -> None:
    board = json.loads((DEPLOY / "grafana/sep-ledger.json").read_text())
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in OURS.findall(target["expr"])
    }
    assert len(asked) > 10
    assert asked - served == set()


def test_every_alarm_asks_for_metrics_that_are_served(served: set[str]) -> None:
    asked = set(OURS.findall((DEPLOY / "prometheus/alarms.yml").read_text()))
    assert len(asked) > 5
    assert asked - served == set()


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("check", "rules"), "alarms.yml"),
        (("test", "rules"), "alarms_test.yml"),
        (("check", "config"), "prometheus.yml"),
    ],
)
def test_prometheus_accepts_the_file(words: tuple[str, ...], file: str) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("needs promtool, of Debian's package prometheus")
    done = subprocess.run(
        [promtool, *words, file],
        cwd=DEPLOY / "prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
