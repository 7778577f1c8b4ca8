"""The log is read by position, stream, topic and instant, and alike with and without await."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection, Connection
from tests.staged import FactAppend, StagedFact

from sep_ledger.reading import events as reading
from sep_ledger.reading.events import head, position_at, read_events

Fact = Callable[..., StagedFact]

LAW_IN_FORCE = datetime(2008, 2, 1, tzinfo=UTC)


@pytest.fixture
def three(conn: Connection[Any], fact: Fact) -> list[StagedFact]:
    """Three streams at positions 1 to 3, the second restated at 4."""
    rows = [fact(row, row, "A") for row in (1, 2, 3)]
    FactAppend(conn).append(rows)
    FactAppend(conn).append([fact(1, 2, "B")._replace(topic="cl.sep.other.v1")])
    return rows


def test_an_event_comes_back_as_it_was_stored(
    conn: Connection[Any], three: list[StagedFact]
) -> None:
    (row,) = read_events(conn, after=1, limit=1)
    assert (row.position, row.originator_id, row.originator_version) == (2, three[1].stream, 1)
    assert (row.topic, row.state, row.metadata) == three[1][2:5]
    assert timedelta() <= datetime.now(UTC) - row.instant < timedelta(minutes=1)


def test_a_range_has_an_open_start_a_closed_end_and_a_limit(
    conn: Connection[Any], three: list[StagedFact]
) -> None:
    def positions(**selection: Any) -> list[int]:
        return [row.position for row in read_events(conn, **selection)]

    assert positions(after=0, limit=10) == [1, 2, 3, 4]
    assert positions(after=1, limit=10, upto=3) == [2, 3]
    assert positions(after=1, limit=1) == [2]
    assert positions(after=0, limit=10, stream=three[1].stream) == [2, 4]
    assert positions(after=2, limit=10, stream=three[1].stream) == [4]
    assert positions(after=0, limit=10, topics=["cl.sep.other.v1", "cl.sep.none.v1"]) == [4]


def test_the_head_is_the_last_position_and_zero_at_first(conn: Connection[Any], fact: Fact) -> None:
    assert head(conn) == 0
    FactAppend(conn).append([fact(1, "k", "A")])
    assert head(conn) == 1


def test_the_position_at_an_instant_is_the_last_recorded_until_then(
    conn: Connection[Any],
) -> None:
    assert position_at(conn, datetime.now(UTC)) == 0
    for day in range(1, 12):
        record_on(conn, day, LAW_IN_FORCE + timedelta(days=day))
    for day in range(12):
        instant = LAW_IN_FORCE + timedelta(days=day)
        assert position_at(conn, instant) == day
        assert position_at(conn, instant + timedelta(hours=23)) == day
    assert position_at(conn, LAW_IN_FORCE + timedelta(days=400)) == 11


def test_events_of_one_instant_are_known_together(conn: Connection[Any]) -> None:
    for position in range(1, 6):
        record_on(conn, position, LAW_IN_FORCE)
    assert position_at(conn, LAW_IN_FORCE) == 5
    assert position_at(conn, LAW_IN_FORCE - timedelta(microseconds=1)) == 0


def test_reading_with_await_gives_the_same(
    database: str, conn: Connection[Any], three: list[StagedFact]
) -> None:
    async def scenario() -> None:
        async with await AsyncConnection.connect(database) as connection:
            rows = await reading.read_events.awaited(connection, after=1, limit=2, topics=())
            assert rows == read_events(conn, after=1, limit=2)
            assert await reading.head.awaited(connection) == 4
            assert await reading.position_at.awaited(connection, rows[0].instant) == 2

    asyncio.run(scenario())


def record_on(conn: Connection[Any], position: int, instant: datetime) -> None:
    """Write history: an event recorded at an instant of the test's choosing."""
    conn.execute(
        "insert into ledger.events"
        " (position, originator_id, originator_version, topic, state, recorded_at)"
        " values (%s, gen_random_uuid(), 1, 't', '', %s)",
        [position, instant],
    )
    conn.execute("update ledger.head set position = %s", [position])


def test_reading_needs_no_right_but_select(database: str, three: list[StagedFact]) -> None:
    with psycopg.connect(database, options="-c role=sep_ledger_app") as application:
        application.read_only = True
        assert len(read_events(application, after=0, limit=10)) == head(application) == 4
        assert position_at(application, datetime.now(UTC)) == 4
