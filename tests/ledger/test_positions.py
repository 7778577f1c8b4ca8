"""Positions are 1, 2, 3, … in the order of commit, whatever runs at once and whatever fails."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, OperationalError
from psycopg import Connection
from tests.staged import FactAppend, StagedFact

from sep_ledger.appending.binary import copy_events
from sep_ledger.appending.head import lock_head, raise_head
from sep_ledger.reading.events import read_events
from sep_ledger.recorder import LedgerRecorder
from sep_ledger.records.stored import StoredEvent

WRITERS, ROUNDS = 6, 40


class ChangedMindError(Exception):
    """What makes a transaction roll back."""


def events(stream: UUID, *versions: int) -> list[StoredEvent]:
    return [StoredEvent(stream, version, "t", b"{}") for version in versions]


def append_and_roll_back(conn: Connection[Any]) -> None:
    with suppress(ChangedMindError), conn.transaction():
        head = lock_head(conn)
        copy_events(conn, [StoredEvent(uuid4(), 1, "t", b"never")], after=head)
        raise_head(conn, head + 1)
        raise ChangedMindError


def write(number: int, database: str, recorder: LedgerRecorder, fact: Callable[..., Any]) -> int:
    """A writer's life; how many events it appended."""
    appended, contested = 0, uuid4()
    with psycopg.connect(database, autocommit=True) as conn:
        for round_ in range(ROUNDS):
            match (number + round_) % 4:
                case 0:
                    appended += len(recorder.insert_events(events(uuid4(), 1, 2, 3)))
                case 1:
                    with suppress(IntegrityError):
                        appended += len(recorder.insert_events(events(contested, 7, 7)))
                case 2:
                    append_and_roll_back(conn)
                case _:
                    batch: list[StagedFact] = [fact(row, f"{number} {row}", "A") for row in (1, 2)]
                    batch.append(fact(3, "shared", f"{number} {round_}"))
                    outcome = FactAppend(conn).append(batch)
                    appended += outcome.new + outcome.restated
    return appended


def read_all(database: str, done: Event) -> list[int]:
    """A subscriber's life: from where it stands to whatever it can see, again and again."""
    seen: list[StoredEvent] = []
    with psycopg.connect(database, autocommit=True) as conn:
        finished = False
        while not finished:
            finished = done.is_set()
            seen += read_events(conn, after=len(seen), limit=10_000)
    return [row.position for row in seen]


def test_a_reader_sees_each_position_once_and_in_order_while_writers_commit_fail_and_roll_back(
    database: str,
    recorder: LedgerRecorder,
    fact: Callable[..., Any],
    positions: Callable[[], list[int]],
) -> None:
    done = Event()
    with ThreadPoolExecutor(WRITERS + 1) as executor:
        reader = executor.submit(read_all, database, done)
        writers = [executor.submit(write, n, database, recorder, fact) for n in range(WRITERS)]
        try:
            appended = sum(writer.result() for writer in writers)
        finally:
            done.set()
        seen = reader.result()
    assert appended > WRITERS
    assert positions() == seen == list(range(1, appended + 1))


def test_a_conflict_appends_none_of_its_events(
    recorder: LedgerRecorder, positions: Callable[[], list[int]]
) -> None:
    stream, other = uuid4(), uuid4()
    recorder.insert_events(events(stream, 1))
    with pytest.raises(IntegrityError):
        recorder.insert_events(events(other, 1, 2) + events(stream, 1))
    assert recorder.insert_events(events(other, 1)) == [2]
    assert positions() == [1, 2]


def test_later_appends_wait_for_a_held_one_and_come_after_it(
    database: str, recorder: LedgerRecorder, fact: Callable[..., Any]
) -> None:
    with ThreadPoolExecutor() as executor, psycopg.connect(database) as holder:
        assert lock_head(holder) == 0
        later = executor.submit(recorder.insert_events, events(uuid4(), 1))
        assert recorder.select_notifications(None, 10) == []
        assert not later.done()
        holder.execute(
            "insert into ledger.events (position, originator_id, originator_version, topic, state)"
            " values (1, gen_random_uuid(), 1, 't', 'held')"
        )
        holder.execute("update ledger.head set position = 1")
        holder.commit()
        assert later.result(timeout=10) == [2]


def test_a_megabyte_per_event_passes(recorder: LedgerRecorder) -> None:
    large = [StoredEvent(uuid4(), 1, "t", bytes(1_000_000)) for _ in range(8)]
    recorder.insert_events(large)
    assert [len(row.state) for row in recorder.select_notifications(1, 10)] == [1_000_000] * 8


def test_provenance_and_time_come_back_with_the_event(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    recorder.insert_events([StoredEvent(stream, 1, "t", b"{}", metadata=b'{"by":"me"}')])
    (stored,), (notified,) = recorder.select_events(stream), recorder.select_notifications(1, 1)
    assert isinstance(notified, StoredEvent)
    assert (stored.position, stored.metadata) == (notified.id, notified.metadata)
    assert (stored.metadata, stored.recorded_at) == (b'{"by":"me"}', notified.recorded_at)


def test_a_stream_is_read_between_versions_in_both_directions(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    recorder.insert_events(events(stream, 1, 2, 3, 4))

    def versions(**bounds: Any) -> list[int]:
        return [event.originator_version for event in recorder.select_events(stream, **bounds)]

    assert versions(gt=1, lte=3) == [2, 3]
    assert versions(desc=True, limit=2) == [4, 3]


def test_a_closed_pool_is_the_library_s_operational_error(recorder: LedgerRecorder) -> None:
    recorder.pool.close()
    with pytest.raises(OperationalError):
        recorder.max_notification_id()
