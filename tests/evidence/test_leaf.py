"""An event's leaf hash covers every column, and is the same in the database and without one."""

from dataclasses import astuple, fields, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection
from tests.conftest import Server

from sep_ledger.evidence.formats import leaf
from sep_ledger.reading.events import read_events
from sep_ledger.records.stored import StoredEvent

INSERT = (
    "insert into ledger.events (position, originator_id, originator_version, recorded_at,"
    " topic, state, metadata) values (%s, %s, %s, %s, %s, %s, %s) returning leaf_hash"
)

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
EVENTS = st.builds(
    StoredEvent,
    id=st.integers(1, (1 << 63) - 1),
    originator_id=st.uuids(),
    originator_version=st.integers(0, (1 << 31) - 1),
    topic=TEXT,
    state=st.binary(max_size=300),
    metadata=st.binary(max_size=300),
    recorded_at=st.datetimes(timezones=st.just(UTC)),
)
PLAIN = StoredEvent(UUID(int=9), 1, "t", b"{}", 7, b"{}", datetime(2024, 3, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def reader(postgres: Server, migrated_template: str) -> Any:
    with postgres.fresh_database(migrated_template) as dsn, psycopg.connect(dsn) as connection:
        yield connection


def in_sql(reader: Connection[Any], event: StoredEvent) -> bytes:
    """The leaf hash that the database gives the event."""
    stream, version, topic, state, position, metadata, recorded_at = astuple(event)
    params = [position, stream, version, recorded_at, topic, state, metadata]
    with reader.transaction(force_rollback=True):
        row = reader.execute(INSERT, params).fetchone()
    assert row is not None
    return bytes(row[0])


def entry_of(event: StoredEvent) -> bytes:
    return leaf.entry(leaf.content(event))


@given(event=EVENTS)
def test_the_database_and_the_offline_verifier_agree_on_any_bytes(
    reader: Connection[Any], event: StoredEvent
) -> None:
    assert in_sql(reader, event) == leaf.leaf_hash(entry_of(event))


@given(event=EVENTS)
def test_a_content_tells_the_event_again(event: StoredEvent) -> None:
    assert leaf.event_of(leaf.content(event)) == event


@pytest.mark.parametrize("over", [-1, 0, 1, 2, 100_000])
def test_they_agree_where_an_entry_no_longer_holds_the_event(
    reader: Connection[Any], over: int
) -> None:
    free = leaf.MAX_ENTRY - len(entry_of(PLAIN)) + len(PLAIN.state)
    event = replace(PLAIN, state=bytes(free + over))
    assert in_sql(reader, event) == leaf.leaf_hash(entry_of(event))
    assert len(entry_of(event)) <= leaf.MAX_ENTRY
    assert entry_of(event)[0] == (2 if over > 0 else 1)


def test_a_stored_event_has_the_hash_of_what_was_stored(conn: Connection[Any]) -> None:
    conn.execute(
        "insert into ledger.events"
        " (position, originator_id, originator_version, topic, state, metadata)"
        " values (1, %s, 1, 'ñ\\t', '\\x00ff5c', '{}'), (2, %s, 3, '', '', '')",
        [uuid4(), uuid4()],
    )
    hashes = conn.execute("select leaf_hash from ledger.events order by position").fetchall()
    events = read_events(conn, after=0, limit=10)
    assert [hash_ for (hash_,) in hashes] == [leaf.leaf_hash(entry_of(event)) for event in events]


CHANGES: dict[str, Any] = {
    "id": 8,
    "originator_id": UUID(int=10),
    "originator_version": 2,
    "topic": "T",
    "state": b"{]",
    "metadata": b"{]",
    "recorded_at": datetime(2024, 3, 1, 0, 0, 0, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("column", [column.name for column in fields(StoredEvent)])
def test_every_column_counts(reader: Connection[Any], column: str) -> None:
    changed = replace(PLAIN, **{column: CHANGES[column]})
    assert in_sql(reader, changed) != in_sql(reader, PLAIN)


def test_a_byte_cannot_wander_from_one_column_to_the_next() -> None:
    one = replace(PLAIN, topic="ta", state=b"b", metadata=b"")
    other = replace(PLAIN, topic="t", state=b"ab", metadata=b"")
    assert entry_of(one) != entry_of(other)


@pytest.mark.parametrize("content", [b"", b"\x01", b"\x02" + bytes(50), bytes(60)])
def test_other_bytes_are_not_taken_for_an_event(content: bytes) -> None:
    with pytest.raises(leaf.MalformedContentError):
        leaf.event_of(content)
