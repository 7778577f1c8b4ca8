"""Events one at a time: each contender appends single events from so many writers at once."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from threading import local
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
from bench.log import message_db
from bench.log.measuring import Rounds, Sample, run_threads, sample
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_ledger.records.stored import StoredEvent

TOPIC = "cl.sep.payment.disbursed.v1"
STATE = b'{"occurred_on":"2024-03-01","rbd":1234,"detail":"%s"}' % (b"a" * 200)
METADATA = b'{"source":{"kind":"file","sha256":"%s","name":"f.csv","row":12345}}' % (b"0" * 64)

OURS, OURS_IN_TASKS = "sep-ledger, threads", "sep-ledger, tasks"
LIBRARY, RAW, MESSAGE_DB = "eventsourcing default", "psycopg, a row a commit", "message-db"

Contender = Callable[[int, float], Sample]
Mine = Callable[[], psycopg.Connection[Any]]


@contextmanager
def contenders(
    conninfo: str, message_db_sql: Path | None, *, most_writers: int
) -> Iterator[dict[str, Contender]]:
    """Whoever appends single events, over a migrated database."""
    with ExitStack() as stack:
        recorder = stack.enter_context(ours(conninfo))
        peer = stack.enter_context(library(conninfo))
        # message-db looks for its own by this path; to the others it makes no difference.
        path = f"{conninfo} options='-c search_path=message_store,public'"
        mine = stack.enter_context(_connections(path, most_writers))
        every: dict[str, Contender] = {
            LIBRARY: _in_threads(lambda: peer.insert_events([event()])),
            OURS: _in_threads(lambda: recorder.insert_events([event()])),
            OURS_IN_TASKS: lambda writers, seconds: asyncio.run(
                _in_tasks(recorder, writers, seconds)
            ),
            RAW: _in_threads(_raw(conninfo, mine)),
        }
        if message_db_sql:
            message_db.install(message_db_sql, conninfo)
            every[MESSAGE_DB] = _in_threads(_message_db(mine))
        yield every


def take_turns(every: dict[str, Contender], *, writers: int, seconds: float, rounds: int) -> Rounds:
    """Let them append turn and turn about."""
    results: Rounds = {name: [] for name in every}
    for _ in range(rounds):
        for name, contender in every.items():
            results[name].append(contender(writers, seconds))
    return results


def event() -> StoredEvent:
    """One event, of a stream of its own."""
    return StoredEvent(uuid4(), 1, TOPIC, STATE, metadata=METADATA)


def _in_threads(work: Callable[[], object]) -> Contender:
    return lambda writers, seconds: run_threads(work, writers, seconds)


async def _in_tasks(recorder: LedgerRecorder, writers: int, seconds: float) -> Sample:
    latencies: list[list[float]] = [[] for _ in range(writers)]
    started = perf_counter()

    async def live(mine: list[float]) -> None:
        now = perf_counter()
        while now - started < seconds:
            before, _ = now, await recorder.insert_events_async([event()])
            now = perf_counter()
            mine.append(now - before)

    await asyncio.gather(*map(live, latencies))
    return sample(latencies, perf_counter() - started)


@contextmanager
def ours(conninfo: str) -> Iterator[LedgerRecorder]:
    with connection_pool(conninfo) as pool:
        recorder = LedgerRecorder(pool)
        yield recorder
        recorder.close()


@contextmanager
def library(conninfo: str) -> Iterator[PostgresApplicationRecorder]:
    """With the pool that its factory makes when nothing else is said."""
    given = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    with PostgresDatastore(
        dbname=given["dbname"],
        host=given["host"],
        port=given["port"],
        user=given["user"],
        password=given.get("password", ""),
        pool_size=5,
        max_overflow=10,
    ) as datastore:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="library_events")
        recorder.create_table()
        yield recorder


def _raw(conninfo: str, mine: Mine) -> Callable[[], object]:
    """One row and one commit at a time, each writer over its own connection; no order is kept."""
    with psycopg.connect(conninfo, autocommit=True) as conn:
        conn.execute(
            "create table public.raw_rows (position bigserial unique, stream uuid, version int,"
            " topic text, state bytea, metadata bytea, primary key (stream, version))"
        )
    insert = (
        "insert into public.raw_rows (stream, version, topic, state, metadata)"
        " values (%b, 1, %b, %b, %b)"
    )
    return lambda: mine().execute(insert, [uuid4(), TOPIC, STATE, METADATA])


def _message_db(mine: Mine) -> Callable[[], object]:
    """Its write_message, each writer over its own connection, each stream in its own category."""

    def write() -> object:
        stream = uuid4().hex
        given = {
            "id": str(uuid4()),
            "stream": f"c{stream[:8]}-{stream}",
            "type": TOPIC,
            "data": STATE.decode(),
            "metadata": METADATA.decode(),
        }
        return mine().execute(message_db.WRITE, given)

    return write


@contextmanager
def _connections(conninfo: str, number: int) -> Iterator[Mine]:
    """Gives each thread a connection to keep, made before."""
    with ExitStack() as stack:
        free = [
            stack.enter_context(psycopg.connect(conninfo, autocommit=True)) for _ in range(number)
        ]
        everyone, kept = cycle(free), local()

        def mine() -> psycopg.Connection[Any]:
            if not hasattr(kept, "conn"):
                kept.conn = next(everyone)  # threads of one run are never more than `number`
            conn: psycopg.Connection[Any] = kept.conn
            return conn

        yield mine
