"""What the tests of evidence share: events to prove things about, and a log that has a key."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from sep_ledger.evidence.formats.notes import Signer
from sep_ledger.evidence.store import SignedCheckpoint
from sep_ledger.evidence.writing import signing

ORIGIN = "ledger.example/sep"

APPEND = """
with raised as (
    update ledger.head set position = position + %(count)s returning position - %(count)s as before
)
insert into ledger.events (position, originator_id, originator_version, topic, state, metadata)
select
    before + n, gen_random_uuid(), 1, 'cl.sep.payment.disbursed.v1',
    convert_to('{"rbd":' || (before + n) || '}', 'UTF8'), '{"row":1}'
from raised cross join generate_series(1, %(count)s) as n
"""

GUARDED = ("events", "head", "tiles", "log_keys", "checkpoints", "checkpoint_signatures")

Append = Callable[[int], None]
Sign = Callable[[], SignedCheckpoint]
Tamper = Callable[..., list[Any]]


@pytest.fixture
def conn(database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def append(conn: Connection[Any]) -> Append:
    """Appends so many events, each of a stream of its own."""

    def some(count: int) -> None:
        conn.execute(APPEND.encode(), {"count": count})

    return some


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where the log's private key is kept; made on first use."""
    return tmp_path / "log.key"


@pytest.fixture
def signer(conn: Connection[Any], key_file: Path) -> Signer:
    """The log's private key."""
    return signing.signer_of(conn, key_file, ORIGIN)


@pytest.fixture
def sign(conn: Connection[Any], key_file: Path) -> Sign:
    """Grows the tree and signs it."""
    return lambda: signing.sign(conn, signing.signer_of(conn, key_file, ORIGIN))


@pytest.fixture
def tamper(conn: Connection[Any]) -> Tamper:
    """Runs SQL as a superuser with all guards off, and puts them back as if nothing had been.

    Values for its placeholders may be given; answers with the rows that it returns.
    """
    guards = conn.execute(
        "select tgrelid::regclass::text, tgname from pg_trigger"
        " where tgenabled = 'A' and not tgisinternal and tgrelid = any (%s::regclass[])",
        [[f"ledger.{table}" for table in GUARDED]],
    ).fetchall()

    def switch(how: str) -> None:
        for table, guard in guards:
            conn.execute(f"alter table {table} {how} trigger {guard}".encode())

    def run(statements: str, *values: object) -> list[Any]:
        conn.execute("set session_replication_role = replica")
        switch("disable")
        try:
            done = conn.execute(statements.encode(), values or None)
            return done.fetchall() if done.description else []
        finally:
            switch("enable always")
            conn.execute("set session_replication_role = origin")

    return run
