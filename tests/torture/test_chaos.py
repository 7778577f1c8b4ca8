"""Every subscriber sees every event once and in order, whatever happens to those who write.

Thirty-two writers append, conflict and roll back; four subscribers of three kinds read along;
views are folded and the tree is signed; sessions are ended and processes killed at random.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from threading import Event
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError
from psycopg import Connection, OperationalError

from sep_ledger.appending.head import lock_head, raise_head
from sep_ledger.recorder import LedgerRecorder
from sep_ledger.records.stored import StoredEvent
from tests.staged import FactAppend
from tests.torture.closing import Closing
from tests.torture.given import events, fact, facts, fresh
from tests.torture.processes import end_sessions, kill_again_and_again

WRITERS = 32

Chance = Callable[[int], Random]


class Writers:
    """Threads that append in every way there is, until a moment; four more are in a process."""

    def __init__(self, database: str, recorder: LedgerRecorder, until: float) -> None:
        self._database = database
        self._recorder = recorder
        self._until = until
        self._contested = uuid4()
        self._wanted = 1

    def write(self, chance: Chance) -> int:
        """How many events were acknowledged."""
        ways = [self._append] * 20 + [self._roll_back] * 4 + [self._import] * 4
        with ThreadPoolExecutor(len(ways)) as threads:
            lives = [threads.submit(way, chance(number)) for number, way in enumerate(ways)]
            return sum(life.result() for life in lives)

    def _append(self, random: Random) -> int:
        appended = 0
        while monotonic() < self._until:
            batch = fresh(*range(1, random.randint(2, 4)))
            contests = random.random() < 0.1
            wanted = self._wanted
            if contests:
                batch += events(self._contested, wanted, said=str(random.random()))
            with suppress(IntegrityError):
                appended += len(self._recorder.insert_events(batch))
            if contests:  # somebody has it now
                self._wanted = max(self._wanted, wanted + 1)
        return appended

    def _roll_back(self, random: Random) -> int:
        """Append, think again, and leave no trace."""
        while monotonic() < self._until:
            with suppress(OperationalError), psycopg.connect(self._database) as conn:
                head = lock_head(conn)
                conn.execute(
                    "insert into ledger.events"
                    " (position, originator_id, originator_version, topic, state)"
                    " values (%s, gen_random_uuid(), 1, 't', 'never')",
                    [head + 1],
                )
                raise_head(conn, head + 1)
                sleep(random.uniform(0, 0.005))
                conn.rollback()
            sleep(0.02)
        return 0

    def _import(self, random: Random) -> int:
        """Import files of which some rows are new, some known and some restated."""
        appended = 0
        while monotonic() < self._until:
            start, said = random.randrange(2000), f"{random.randrange(3)} "
            with suppress(OperationalError), psycopg.connect(self._database) as conn:
                outcome = FactAppend(conn).append(facts(range(start, start + 50), said))
                appended += outcome.new + outcome.restated
            sleep(0.02)
        return appended


@pytest.mark.usefixtures("alive")
def test_nobody_misses_or_repeats_an_event_while_sessions_end_and_processes_die(
    *,
    log: Closing,
    database: str,
    recorder: LedgerRecorder,
    seconds: float,
    chance: Chance,
    assert_gapless: Callable[[], int],
) -> None:
    done = Event()
    with ThreadPoolExecutor(2) as beside:
        killers = [
            beside.submit(end_sessions, database, done, chance(98)),
            beside.submit(kill_again_and_again, database, done, chance(99)),
        ]
        try:
            acknowledged = Writers(database, recorder, monotonic() + seconds).write(chance)
        finally:
            done.set()
        ended, killed = (killer.result() for killer in killers)
    log.kills += ended + killed
    assert ended > 0
    assert killed > 0
    # What was cut at its commit is not acknowledged and may have been recorded.
    assert assert_gapless() >= acknowledged > 0


def test_a_held_row_holds_back_those_after_it(
    log: Closing, database: str, recorder: LedgerRecorder, conn: Connection[Any]
) -> None:
    conn.execute(
        "create function public.hold() returns trigger language plpgsql as $$ begin"
        " perform pg_advisory_lock(20248); perform pg_advisory_unlock(20248); return new; end $$;"
        "create trigger hold before insert on ledger.events"
        " for each row when (new.topic = 'held') execute function public.hold()"
    )
    conn.execute("select pg_advisory_lock(20248)")
    held = StoredEvent(uuid4(), 1, "held", b"{}")
    with ThreadPoolExecutor(WRITERS) as threads:
        recorder.insert_events(fresh(1))
        holding = threads.submit(recorder.insert_events, [held])
        wait_until_held(conn)
        later = [threads.submit(recorder.insert_events, fresh(1, 2)) for _ in range(WRITERS - 2)]
        beside = threads.submit(append_beside, database)
        sleep(0.3)
        assert not any(each.done() for each in (*later, holding))
        assert not beside.done()
        assert all(each in ([], [1]) for each in log.seen)
        conn.execute("select pg_advisory_unlock(20248)")
        assert list(holding.result()) == [2]
        assert all(min(each.result()) > 2 for each in later)
        assert beside.result() > 2


def wait_until_held(conn: Connection[Any]) -> None:
    waiting = "select exists (select from pg_locks where locktype = 'advisory' and not granted)"
    while conn.execute(waiting).fetchone() == (False,):
        sleep(0.01)


def append_beside(database: str) -> int:
    """Append over a connection that shares no commit with the others."""
    with psycopg.connect(database) as conn:
        return FactAppend(conn).append([fact(1)]).position
