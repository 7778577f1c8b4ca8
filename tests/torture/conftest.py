"""What the torture tests share: chance, a proxy that cuts, and the check that closes each."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from sep_ledger.reading import wakeups
from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_projections.update import prepare
from sep_service import live_views
from sep_service.live_evidence import LiveEvidence
from sep_service.live_views import LiveProjections
from tests.conftest import Server
from tests.torture import closing
from tests.torture.closing import ORIGIN, Closing
from tests.torture.proxy import CuttingProxy

Chance = Callable[[int], Random]


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    """How long a chaotic test goes on: `--torture-seconds`."""
    return float(request.config.getoption("--torture-seconds"))


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Chance:
    """Makes sources of chance by number, the same in every run with this `--torture-seed`."""
    seed = int(request.config.getoption("--torture-seed"))
    return lambda number: Random(seed * 1_000 + number)  # noqa: S311 - keeps no secret


@pytest.fixture(autouse=True)
def come_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who lost their connection need not spare the server here."""
    monkeypatch.setattr(wakeups, "_RETRY_SECONDS", 0.05)
    monkeypatch.setattr(live_views, "_RETRY_SECONDS", 0.05)


@pytest.fixture(scope="session")
def postgres(durable_postgres: Server) -> Server:
    """What is acknowledged here must be on the disk."""
    return durable_postgres


@pytest.fixture(scope="session")
def prepared_template(postgres: Server) -> Iterator[str]:
    """The name of a database with an empty log and empty views."""
    with postgres.fresh_database() as dsn:
        prepare(dsn)
        yield str(conninfo_to_dict(dsn)["dbname"])


@pytest.fixture
def database(postgres: Server, prepared_template: str) -> Iterator[str]:
    """Connection string of a database with an empty log and empty views, this test's own."""
    with postgres.fresh_database(prepared_template) as dsn:
        yield dsn


@pytest.fixture(autouse=True)
def log(
    database: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Closing]:
    """The log under torture: subscribers read along, and when the test ends all must hold."""
    tortured = Closing(database, tmp_path / "log.key", record_property)
    with tortured.watched():
        yield tortured
    # How the service says that history was rewritten.
    assert [record for record in caplog.records if record.levelno >= logging.CRITICAL] == []


@pytest.fixture
def alive(log: Closing) -> Iterator[None]:
    """What the service does beside: folds into the views, signs the tree."""
    with (
        LiveProjections(log.conninfo),
        LiveEvidence(log.conninfo, log.key_file, ORIGIN, seconds=0.2),
    ):
        yield


@pytest.fixture
def conn(database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def recorder(database: str) -> Iterator[LedgerRecorder]:
    with connection_pool(database) as pool:
        yield LedgerRecorder(pool)


@pytest.fixture
def proxy(database: str) -> Iterator[CuttingProxy]:
    with CuttingProxy(database) as cutting:
        yield cutting


@pytest.fixture
def through_proxy(proxy: CuttingProxy) -> Iterator[LedgerRecorder]:
    """A recorder whose connections can be cut."""
    with connection_pool(proxy.conninfo) as pool:
        pool.wait()
        yield LedgerRecorder(pool)


@pytest.fixture
def assert_gapless(database: str) -> Callable[[], int]:
    """Asserts that positions are 1 … N and the head says N; N."""

    def gapless() -> int:
        with psycopg.connect(database) as connection:
            return closing.assert_gapless(connection)

    return gapless
