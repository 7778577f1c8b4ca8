"""What the tests of the log share: rows to append, and the log read back plainly."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from tests.staged import StagedFact

from sep_domain.streams import Dataset, fact_stream
from sep_ledger.recorder import LedgerRecorder, connection_pool

TOPIC = "cl.sep.payment.disbursed.v1"

Fact = Callable[..., StagedFact]


@pytest.fixture
def fact() -> Fact:
    """Makes staged facts: `fact(row, key, content)`."""

    def make(row: int, key: str | int, content: str, *, twins: bool = False) -> StagedFact:
        stream = fact_stream(Dataset.SUBVENCIONES, 2024, 3, (key,))
        return StagedFact(row, stream, TOPIC, content.encode(), b'{"row":%d}' % row, twins)

    return make


@pytest.fixture
def conn(database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def recorder(database: str) -> Iterator[LedgerRecorder]:
    pool = connection_pool(database)
    with pool:
        yield LedgerRecorder(pool)


@pytest.fixture
def positions(conn: Connection[Any]) -> Callable[[], list[int]]:
    """Reads the positions in the log, in order."""

    def read() -> list[int]:
        rows = conn.execute("select position from ledger.events order by position")
        return [position for (position,) in rows]

    return read


@pytest.fixture
def history(conn: Connection[Any]) -> Callable[[UUID], list[str]]:
    """Reads what a stream has said, version by version; its versions are 1, 2, 3, …"""

    def read(stream: UUID) -> list[str]:
        rows = conn.execute(
            "select originator_version, state from ledger.events"
            " where originator_id = %s order by originator_version",
            [stream],
        ).fetchall()
        assert [version for version, _ in rows] == list(range(1, len(rows) + 1))
        return [state.decode() for _, state in rows]

    return read


@pytest.fixture
def fresh_key() -> Callable[[], str]:
    """Makes keys that no other example of the same test has used."""
    numbers = count()
    return lambda: f"example {next(numbers)}"
