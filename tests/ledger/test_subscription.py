"""A subscriber gets each event once and in order, though wake-ups and connections get lost."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import AsyncConnectionPool

from sep_ledger.reading import wakeups
from sep_ledger.reading.following import follow
from sep_ledger.reading.wakeups import Wakeups
from sep_ledger.recorder import LedgerRecorder
from sep_ledger.records.stored import StoredEvent

NEVER = 3600.0


def append(recorder: LedgerRecorder, *topics: str) -> None:
    recorder.insert_events([StoredEvent(uuid4(), 1, topic, b"{}") for topic in topics])


def append_silently(conn: Connection[Any]) -> None:
    """Append one event and wake nobody."""
    with conn.transaction():
        conn.execute(
            "with raised as (update ledger.head set position = position + 1 returning position)"
            "insert into ledger.events (position, originator_id, originator_version, topic, state)"
            " select position, gen_random_uuid(), 1, 'silent', '' from raised"
        )


def cut_connections(conn: Connection[Any]) -> None:
    """End every other session of the database, as a restarted server would."""
    conn.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
        " and backend_type = 'client backend'"
    )


async def take(events: Any, number: int) -> list[StoredEvent]:
    async with asyncio.timeout(10):
        return [await anext(events) for _ in range(number)]


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


def test_following_yields_what_is_there_and_then_what_comes(
    database: str, recorder: LedgerRecorder
) -> None:
    async def scenario() -> None:
        append(recorder, "a", "b", "c")
        async with aclosing(follow(database, after=1, poll_seconds=NEVER, batch=1)) as events:
            assert [row.position for row in await take(events, 2)] == [2, 3]
            coming = asyncio.create_task(take(events, 2))
            await asyncio.sleep(0.1)
            append(recorder, "d", "e")
            assert [row.topic for row in await coming] == ["d", "e"]

    run(scenario())


def test_following_topics_skips_the_others(database: str, recorder: LedgerRecorder) -> None:
    async def scenario() -> None:
        append(recorder, "a", "b", "a")
        async with aclosing(follow(database, after=0, topics=["b"])) as events:
            assert [row.position for row in await take(events, 1)] == [2]
            append(recorder, "a", "b")
            assert [row.position for row in await take(events, 1)] == [5]

    run(scenario())


def test_a_lost_wakeup_costs_one_poll(database: str, conn: Connection[Any]) -> None:
    async def scenario() -> None:
        async with aclosing(follow(database, after=0, poll_seconds=0.05)) as events:
            coming = asyncio.create_task(take(events, 1))
            await asyncio.sleep(0.2)
            append_silently(conn)
            assert [row.topic for row in await coming] == ["silent"]

    run(scenario())


def test_followers_share_one_listening_connection(
    database: str, recorder: LedgerRecorder, conn: Connection[Any]
) -> None:
    async def scenario() -> None:
        async with (
            AsyncConnectionPool(database, min_size=1, max_size=1, open=False) as pool,
            Wakeups(database) as shared,
            aclosing(follow(pool, after=0, poll_seconds=NEVER, wakeups=shared)) as one,
            aclosing(follow(pool, after=0, poll_seconds=NEVER, wakeups=shared)) as other,
        ):
            coming = [asyncio.create_task(take(events, 1)) for events in (one, other)]
            await asyncio.sleep(0.2)
            listening = conn.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and query ilike 'listen %'"
            ).fetchone()
            append(recorder, "a")
            assert [rows[0].position for rows in await asyncio.gather(*coming)] == [1, 1]
            assert listening == (1,)

    run(scenario())


def test_a_follower_goes_on_where_it_stood_when_connections_are_cut(
    database: str,
    recorder: LedgerRecorder,
    conn: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wakeups, "_RETRY_SECONDS", 0.05)

    async def scenario() -> None:
        append(recorder, "a")
        async with aclosing(follow(database, after=0, poll_seconds=0.1)) as events:
            await take(events, 1)
            cut_connections(conn)
            append_silently(conn)
            append_silently(conn)
            assert [row.position for row in await take(events, 2)] == [2, 3]

    run(scenario())


def test_a_wakeup_that_cannot_be_sent_does_not_fail_what_was_appended(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(database, autocommit=True) as broken:
        broken.close()
        wakeups.wake_readers(broken)
    assert "readers will poll" in caplog.text
