"""What the torture tests share: how long they last, a proxy that cuts, and what must hold after."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from sep_ledger.recorder import LedgerRecorder, connection_pool
from tests.torture.proxy import CuttingProxy


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    """How long a chaotic test goes on: `--torture-seconds`."""
    return float(request.config.getoption("--torture-seconds"))


@pytest.fixture
def chance() -> Callable[[int], Random]:
    """Makes sources of chance by number, the same in every run."""
    return lambda number: Random(20248 + number)  # noqa: S311 - decides when to cut, keeps no secret


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

    def check() -> int:
        with psycopg.connect(database) as conn:
            row = conn.execute(
                "select count(*), coalesce(min(position), 1), coalesce(max(position), 0),"
                " (select position from ledger.head) from ledger.events"
            ).fetchone()
        assert row is not None
        number, first, last, head = row
        assert (number, first, last) == (head, 1, head)
        return int(number)

    return check
