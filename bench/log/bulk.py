"""Events many at a time: facts whose bytes are given, against binary COPY of the same rows.

Each contender starts from an empty database of its own, made for it and thrown away.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import psycopg
from bench.log import single
from bench.log.measuring import Rounds, Sample
from bench.raw_copy import raw_copy
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sep_domain.streams import Dataset, fact_stream
from sep_ledger.binary import Entry
from sep_ledger.bulk import FactAppend, StagedFact
from sep_ledger.schema import migrate
from sep_ledger.stored import LedgerStoredEvent
from sep_service.postgres import EmbeddedPostgres

RAW = "raw COPY"
NEW, RESTATED, EQUAL = "facts: new", "facts: restated", "facts: equal"
RECORDER, LIBRARY = "recorder, 5,000 a call", "eventsourcing, 1,000 a call"

_FACTS_A_BATCH, _EVENTS_A_CALL = 10_000, 5_000
_LIBRARY_EVENTS_A_CALL = 1_000
"""Its best: fewer are slower, and from 2,000 such events on its pipeline fills up and hangs."""

Facts = Sequence[StagedFact]
Connection = psycopg.Connection[Any]


def take_turns(server: EmbeddedPostgres, *, rows: int, rounds: int) -> Rounds:
    """Let each write so many rows, turn and turn about."""
    every: dict[str, Callable[[str, Facts], float]] = {
        RAW: _on(_raw),
        NEW: _on(_new),
        RESTATED: _on(_restated),
        EQUAL: _on(_equal),
        RECORDER: _recorder,
        LIBRARY: _library,
    }
    facts = _facts(rows, "A")
    results: Rounds = {name: [] for name in every}
    for _ in range(rounds):
        for name, contender in every.items():
            with _fresh(server) as conninfo:
                results[name].append(Sample(rows / contender(conninfo, facts)))
    return results


def _facts(rows: int, content: str) -> list[StagedFact]:
    state = single.STATE + content.encode()
    return [
        StagedFact(
            row,
            fact_stream(Dataset.SUBVENCIONES, 2024, 1 + row % 12, (row,)),
            single.TOPIC,
            state,
            single.METADATA,
            twins=False,
        )
        for row in range(rows)
    ]


def _on(work: Callable[[Connection, Facts], float]) -> Callable[[str, Facts], float]:
    def connected(conninfo: str, facts: Facts) -> float:
        with psycopg.connect(conninfo, autocommit=True) as conn:
            return work(conn, facts)

    return connected


def _raw(conn: Connection, facts: Facts) -> float:
    return raw_copy(
        conn, [Entry(f.stream.bytes, 1, f.topic.encode(), f.state, f.metadata) for f in facts]
    )


def _new(conn: Connection, facts: Facts) -> float:
    started = perf_counter()
    append = FactAppend(conn)
    for start in range(0, len(facts), _FACTS_A_BATCH):
        append.append(facts[start : start + _FACTS_A_BATCH])
    return perf_counter() - started


def _restated(conn: Connection, facts: Facts) -> float:
    _new(conn, facts)
    return _new(conn, _facts(len(facts), "B"))


def _equal(conn: Connection, facts: Facts) -> float:
    _new(conn, facts)
    return _new(conn, facts)


def _recorder(conninfo: str, facts: Facts) -> float:
    with single.ours(conninfo) as recorder:
        return _in_calls(recorder.insert_events, facts, _EVENTS_A_CALL)


def _library(conninfo: str, facts: Facts) -> float:
    with single.library(conninfo) as recorder:
        return _in_calls(recorder.insert_events, facts, _LIBRARY_EVENTS_A_CALL)


def _in_calls(insert: Callable[[Any], object], facts: Facts, at_once: int) -> float:
    events = [
        LedgerStoredEvent(fact.stream, 1, fact.topic, fact.state, metadata=fact.metadata)
        for fact in facts
    ]
    started = perf_counter()
    for start in range(0, len(events), at_once):
        insert(events[start : start + at_once])
    return perf_counter() - started


@contextmanager
def _fresh(server: EmbeddedPostgres) -> Iterator[str]:
    name = sql.Identifier("bench_bulk")
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("create database {}").format(name))
        try:
            conninfo = make_conninfo(server.dsn, dbname="bench_bulk")
            migrate(conninfo)
            conn.execute("checkpoint")
            yield conninfo
        finally:
            conn.execute(sql.SQL("drop database {} with (force)").format(name))
