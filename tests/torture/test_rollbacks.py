"""An append that fails, in whatever way, leaves neither a trace nor a hole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, PersistenceError
from psycopg import Connection

from sep_ledger.appending.head import lock_head, raise_head
from sep_ledger.recorder import LedgerRecorder
from sep_ledger.records.stored import StoredEvent
from tests.staged import FactAppend
from tests.torture.given import METADATA, TOPIC, events, fact, fresh, payment

Gapless = Callable[[], int]

REFUSE = """
create function public.refuse() returns trigger language plpgsql as $$ begin
    raise exception 'refused'; end $$;
create {} after insert on ledger.events {}
    for each row when (new.topic = 'refused') execute function public.refuse()
"""
AT_ONCE = REFUSE.format("trigger refuse", "")
AT_COMMIT = REFUSE.format("constraint trigger refuse", "deferrable initially deferred")


@pytest.mark.parametrize("refusing", [AT_ONCE, AT_COMMIT], ids=["at once", "at the commit"])
def test_what_the_database_refuses_is_given_back_its_position(
    conn: Connection[Any], recorder: LedgerRecorder, assert_gapless: Gapless, refusing: str
) -> None:
    conn.execute(refusing.encode())
    refused = StoredEvent(uuid4(), 1, "refused", b"{}")
    for _ in range(20):
        recorder.insert_events(fresh(1))
        with pytest.raises(PersistenceError, match="refused"):
            recorder.insert_events([*fresh(1, 2), refused])
    assert assert_gapless() == 20


def test_of_appends_at_once_those_refused_take_no_position(
    conn: Connection[Any], recorder: LedgerRecorder, assert_gapless: Gapless
) -> None:
    conn.execute(AT_ONCE.encode())
    taken = uuid4()
    recorder.insert_events(events(taken, 1))

    def append(number: int) -> int:
        bad = [
            StoredEvent(uuid4(), 1, "refused", b"{}"),
            StoredEvent(taken, 1, TOPIC, payment("late"), metadata=METADATA),
            StoredEvent(uuid4(), 1, "a\0topic", b"{}"),
        ]
        with suppress(IntegrityError, DataError, PersistenceError):
            return len(recorder.insert_events([*fresh(1), *bad[number % 4 : number % 4 + 1]]))
        return 0

    with ThreadPoolExecutor(16) as threads:
        appended = sum(threads.map(append, range(200)))
    assert appended == 50
    assert assert_gapless() == 51


@pytest.mark.parametrize("ending", ["cancel", "terminate"])
def test_what_is_ended_in_the_midst_is_given_back(
    *,
    database: str,
    conn: Connection[Any],
    recorder: LedgerRecorder,
    assert_gapless: Gapless,
    ending: str,
) -> None:
    for _ in range(5):
        with psycopg.connect(database) as other:
            head = lock_head(other)
            raise_head(other, head + 1)
            with ThreadPoolExecutor(1) as threads:
                sleeping = threads.submit(other.execute, "select pg_sleep(30)")
                sleep(0.05)
                conn.execute(f"select pg_{ending}_backend(%s)".encode(), [other.info.backend_pid])
                with pytest.raises(psycopg.OperationalError):
                    sleeping.result()
            with suppress(psycopg.OperationalError):
                other.rollback()
            recorder.insert_events(fresh(1))
    assert assert_gapless() == 5


def test_an_import_that_fails_leaves_nothing(
    database: str, conn: Connection[Any], assert_gapless: Gapless
) -> None:
    conn.execute(AT_COMMIT.encode())
    with psycopg.connect(database) as importing:
        append = FactAppend(importing)
        assert append.append([fact(1), fact(2)]).position == 2
        with pytest.raises(psycopg.errors.RaiseException, match="refused"):
            append.append([fact(3), fact(4)._replace(topic="refused")])
        assert append.append([fact(2), fact(3)]).position == 3
    assert assert_gapless() == 3
