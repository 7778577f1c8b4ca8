"""The promise: a log that was restored is another generation, and says what it shares with it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import AsyncConnection, Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier
from tests.conftest import Server
from tests.staged import FactAppend

from sep_ledger.reading.generations import (
    BeyondHeadError,
    LogEnd,
    OtherGenerationError,
    begin_where_restored,
    log_end,
    log_end_for_reader,
)


def as_served(conninfo: str, after: int, generation: UUID | None = None) -> LogEnd:
    """Where the log stands, as the service asks."""

    async def run() -> LogEnd:
        async with await AsyncConnection.connect(conninfo, autocommit=True) as connection:
            return await log_end_for_reader.awaited(connection, after, generation)

    return asyncio.run(run())


@pytest.fixture
def first(conn: Connection[Any]) -> UUID:
    """The generation of a log of this test's own, once it has come to its place."""
    begin_where_restored(conn)
    return log_end(conn).generation


@pytest.fixture
def append(conn: Connection[Any], fact: Callable[..., Any]) -> Callable[[int], None]:
    def append(row: int) -> None:
        FactAppend(conn).append([fact(row, f"k{row}", "A")])

    return append


def test_a_log_that_stays_where_it_is_stays_the_same(conn: Connection[Any], first: UUID) -> None:
    assert begin_where_restored(conn) is None
    assert log_end(conn) == LogEnd(0, first)


def test_whoever_opens_the_log_does_not_wait_for_an_append(
    conn: Connection[Any], database: str, first: UUID
) -> None:
    with psycopg.connect(database) as appending:
        appending.execute("select position from ledger.head for update")
        conn.execute("set lock_timeout = '100ms'")
        assert begin_where_restored(conn) is None


def test_each_log_is_a_generation_of_its_own(postgres: Server, migrated_template: str) -> None:
    found = set()
    for _ in range(2):
        with (
            postgres.fresh_database(migrated_template) as conninfo,
            psycopg.connect(conninfo, autocommit=True) as connection,
        ):
            found.add(begin_where_restored(connection))
    assert len(found) == 2
    assert None not in found


def test_a_log_copied_into_another_database_says_up_to_where_it_is_the_same(
    postgres: Server, database: str, append: Callable[[int], None], first: UUID, conn: Any
) -> None:
    append(1)
    append(2)
    conn.close()
    with (
        postgres.fresh_database(str(conninfo_to_dict(database)["dbname"])) as copy,
        psycopg.connect(copy, autocommit=True) as connection,
    ):
        begun = begin_where_restored(connection)
        assert begun not in (None, first)
        with pytest.raises(OtherGenerationError) as refused:
            as_served(copy, 2, first)
        assert (refused.value.shared, refused.value.standing) == (2, LogEnd(2, begun))
        assert as_served(copy, 2, begun) == LogEnd(2, begun)


def test_the_least_of_what_was_shared_counts(
    conn: Connection[Any], database: str, append: Callable[[int], None], first: UUID
) -> None:
    append(1)
    second = begin_where_restored(conn, anyway=True)
    append(2)
    begin_where_restored(conn, anyway=True)
    for named, shared in ((first, 1), (second, 2), (uuid4(), None)):
        with pytest.raises(OtherGenerationError) as refused:
            as_served(database, 0, named)
        assert refused.value.shared == shared


def test_a_position_beyond_the_head_is_refused(
    database: str, append: Callable[[int], None]
) -> None:
    append(1)
    assert as_served(database, 1).head == 1
    with pytest.raises(BeyondHeadError, match="position 2 is beyond the head of the log, 1"):
        as_served(database, 2)


def test_those_who_start_together_begin_one_generation(
    postgres: Server, migrated_template: str
) -> None:
    def begin(conninfo: str) -> UUID | None:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            return begin_where_restored(connection)

    with postgres.fresh_database(migrated_template) as conninfo, ThreadPoolExecutor(6) as executor:
        begun = list(executor.map(begin, [conninfo] * 6))
    assert sum(one is not None for one in begun) == 1


def test_who_owns_a_database_need_not_own_the_server(database: str) -> None:
    name = f"dueno_{uuid4().hex}"
    with psycopg.connect(database) as conn:
        conn.execute(SQL("create role {}").format(Identifier(name)))
        conn.execute(SQL("grant usage on schema ledger to {}").format(Identifier(name)))
        conn.execute(SQL("set local role {}").format(Identifier(name)))
        assert conn.execute("select ledger.place() is not null").fetchone() == (True,)
        conn.rollback()
