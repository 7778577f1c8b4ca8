"""A check is not misled by names that the database's owner has given another meaning."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql
from tests.evidence.conftest import Tamper
from tests.evidence.tampering.conftest import Db, check, named

from sep_ledger.evidence.checking.discrepancies import Kind

# What it shows in the place of the forged event is what was signed.
SHADOW = """
create schema shadow;
create function shadow.joined(before bytea, next bytea) returns bytea language sql immutable as $$
    select before operator(pg_catalog.||)
        case when next operator(pg_catalog.=) 'forged here'::bytea then '{"rbd":100}' else next end
$$;
create operator shadow.|| (leftarg = bytea, rightarg = bytea, function = shadow.joined)
"""
FORGE = "update ledger.events set state = 'forged here' where position = 100"


@pytest.fixture
def shadowed(conn: Db, tamper: Tamper, database: str) -> Iterator[Connection[Any]]:
    """A session of a database whose search path leads to another `||` first; an event is forged."""
    conn.execute(SHADOW.encode())
    tamper(FORGE)
    name = sql.Identifier(conn.info.dbname)
    conn.execute(
        sql.SQL("alter database {} set search_path = shadow, pg_catalog, public").format(name)
    )
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def test_the_database_s_own_search_path_shows_what_was_signed(shadowed: Db) -> None:
    """So the attack is one: a session that trusts its search path reads the event unchanged."""
    told = shadowed.execute("select ''::bytea || state from ledger.events where position = 100")
    assert told.fetchone() == (b'{"rbd":100}',)


def test_a_check_reads_what_is_stored(shadowed: Db) -> None:
    assert named(check(shadowed), Kind.EVENT_CHANGED) == ["posición 100"]
