"""Events many at a time, against one binary COPY of the same rows (see `bench.raw_copy`).

Each contender starts from an empty database of its own, made for it and thrown away.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from time import perf_counter
from typing import Any

import psycopg
from bench.log import single, whole
from bench.log.measuring import Rounds, Sample
from bench.raw_copy import raw_copy
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.provenance import FileSource, Provenance
from sep_domain.values.schools import Dependency, Region
from sep_ledger.database.schema import migrate
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.records.recorded import metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent
from sep_service.storage.postgres import EmbeddedPostgres

RAW = "raw COPY"
WHOLE = "facts: new, with encoding and the tree"
NEW, RESTATED, EQUAL = "facts: new", "facts: restated", "facts: equal"
RECORDER = "recorder, 5,000 a call"
LIBRARY_EVENTS_A_CALL = {
    f"eventsourcing, {events:,} a call": events for events in (250, 500, 1_000)
}
"""Around its best: with 1,500 such events its pipeline fills up and hangs."""

_FACTS_A_BATCH, _EVENTS_A_CALL = 10_000, 5_000
_SCHOOLS = 8_400

Facts = Sequence[StoredEvent]
Connection = psycopg.Connection[Any]


def take_turns(server: EmbeddedPostgres, *, rows: int, rounds: int) -> Rounds:
    """Let each write so many rows, turn and turn about."""
    every: dict[str, Callable[[str, Facts], float]] = {
        RAW: _on(_raw),
        WHOLE: _whole,
        NEW: _on(_new),
        RESTATED: _on(_restated),
        EQUAL: _on(_equal),
        RECORDER: _recorder,
        **{name: _library(at_once) for name, at_once in LIBRARY_EVENTS_A_CALL.items()},
    }
    facts = _facts(rows)
    results: Rounds = {name: [] for name in every}
    for _ in range(rounds):
        for name, contender in every.items():
            with _fresh(server) as conninfo:
                results[name].append(Sample(rows / contender(conninfo, facts)))
    return results


def _facts(rows: int, amount: int = 7_000_000) -> list[StoredEvent]:
    return [
        StoredEvent(
            fact.stream(), 1, fact.topic(), state_bytes(fact), metadata=metadata_bytes(provenance)
        )
        for fact, provenance in _payments(rows, amount)
    ]


def _payments(rows: int, amount: int = 7_000_000) -> list[tuple[PaymentDisbursed, Provenance]]:
    """Schools are paid month after month, as the ministry publishes it."""
    return [(_payment(row, amount), Provenance(source=_source(row))) for row in range(rows)]


def _payment(row: int, amount: int) -> PaymentDisbursed:
    months, school = divmod(row, _SCHOOLS)
    year, month = 2010 + months // 12, 1 + months % 12
    return PaymentDisbursed(
        occurred_on=date(year, month, 28),
        rbd=1 + school,
        month=f"{year}-{month:02}",
        sostenedor_name="CORPORACION",
        school_name="ESCUELA UNO",
        region=Region.METROPOLITANA,
        comuna=13101,
        dependency=Dependency.CORPORACION_MUNICIPAL,
        rural=False,
        enrolment=250,
        sep_total=amount + school,
        components={"escolaridad": 1_000, "escolaridad_pie": 300},
    )


def _source(row: int = 0) -> FileSource:
    return FileSource(sha256="0" * 64, name="f.csv", dataset="SUBVENCIONES", row=row)


def _on(work: Callable[[Connection, Facts], float]) -> Callable[[str, Facts], float]:
    def connected(conninfo: str, facts: Facts) -> float:
        with psycopg.connect(conninfo, autocommit=True) as conn:
            return work(conn, facts)

    return connected


def _raw(conn: Connection, facts: Facts) -> float:
    return raw_copy(conn, facts)


def _whole(conninfo: str, facts: Facts) -> float:
    payments = [(row, payment) for row, (payment, _) in enumerate(_payments(len(facts)))]
    with _settled_heap():
        took = whole.seconds(conninfo, payments, _source())
    with psycopg.connect(conninfo) as conn:
        _require_stored(conn, facts)
    return took


@contextmanager
def _settled_heap() -> Iterator[None]:
    """What was made before is not looked through for garbage: it is the bench's, not the log's."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _require_stored(conn: Connection, facts: Facts) -> None:
    """Raises AssertionError where the log holds anything else than the facts."""
    stored = conn.execute(
        "select originator_id, topic, state, metadata from ledger.events order by position"
    )
    assert stored.fetchall() == [
        (fact.originator_id, fact.topic, fact.state, fact.metadata) for fact in facts
    ]


def _new(conn: Connection, facts: Facts) -> float:
    started = perf_counter()
    append = FactAppend(conn)
    for start in range(0, len(facts), _FACTS_A_BATCH):
        append.append(_packed(facts[start : start + _FACTS_A_BATCH]))
    return perf_counter() - started


def _packed(facts: Facts) -> PackedFacts:
    packed = PackedFacts()
    for row, fact in enumerate(facts):
        stream, topic = fact.originator_id.bytes, fact.topic.encode()
        packed.add(row, stream, topic, fact.state, fact.metadata, twins=False)
    return packed


def _restated(conn: Connection, facts: Facts) -> float:
    _new(conn, facts)
    return _new(conn, _facts(len(facts), 7_500_000))


def _equal(conn: Connection, facts: Facts) -> float:
    _new(conn, facts)
    return _new(conn, facts)


def _recorder(conninfo: str, facts: Facts) -> float:
    with single.ours(conninfo) as recorder:
        return _in_calls(recorder.insert_events, facts, _EVENTS_A_CALL)


def _library(at_once: int) -> Callable[[str, Facts], float]:
    def in_calls(conninfo: str, facts: Facts) -> float:
        with single.library(conninfo) as recorder:
            return _in_calls(recorder.insert_events, facts, at_once)

    return in_calls


def _in_calls(insert: Callable[[Any], object], facts: Facts, at_once: int) -> float:
    started = perf_counter()
    for start in range(0, len(facts), at_once):
        insert(facts[start : start + at_once])
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
