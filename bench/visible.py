"""How soon an append is seen: from its return until a reader finds the row in the payments view.

The views are those of a service, kept up to date by `LiveProjections` in a process of its own, over
a country that has been imported before. Writers append payments, new ones and restated ones in
turn, by the recorder, with pauses like those of arrivals that know nothing of each other. One
reader looks every millisecond how far all projections have come, and lets each writer know, who
then reads its row: that many writers wait must not cost what they wait for.

    .venv/bin/python -m bench.visible [--schools 300] [--rate 40] [--seconds 20]
        [--report docs/results/visible.md]
"""

import argparse
import multiprocessing
import os
import platform
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Condition, Thread
from threading import Event as Stop
from time import perf_counter, sleep
from typing import Self

import psycopg
from bench.log.measuring import sync_milliseconds
from psycopg import Connection

from sep_domain.dates.calendar import Period
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.provenance import DerivedSource, Provenance
from sep_intake.engine.importer import import_files
from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_ledger.records.recorded import metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent
from sep_projections.catalogue import PROJECTIONS
from sep_projections.update import prepare, update
from sep_sample import generate
from sep_service.live_views import LiveProjections
from sep_service.storage import postgres

MOST_P99 = 50.0
WRITERS = (1, 16)
_LOOK_EVERY = 0.001
_GIVE_UP = 10.0
_SEEN = (Path(__file__).parent / "visible_row.sql").read_bytes()
_REACHED = (Path(__file__).parent / "visible_position.sql").read_bytes()
_NAMES = {"projections": [projection.name for projection in PROJECTIONS]}
_schools = count(1, 2_000)
"""The first school of each writer, so that none restates what another says."""
_PROVENANCE = Provenance(source=DerivedSource(rule="bench"))


def main() -> int:
    """Prints the report; exit code 1 where a target is missed."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, postgres.start(Path(folder) / "db") as server:
        events = _country(server.dsn, Path(folder) / "sample", options)
        flush = sync_milliseconds(Path(folder))
        with _served(server.dsn):
            _take(server.dsn, 1, options.rate, 2.0)
            taken = {
                writers: _take(server.dsn, writers, options.rate, options.seconds)
                for writers in WRITERS
            }
    text = "\n".join(_lines(events, flush, taken, options)) + "\n"
    print(text)
    if options.report:
        Path(options.report).write_text(text, encoding="utf-8")
    return int("MISSED" in text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--years", default="2023-2024")
    parser.add_argument("--rate", type=float, default=40.0, help="events a second, of all writers")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--report", help="where to write the report")
    return parser.parse_args()


def _country(conninfo: str, files: Path, options: argparse.Namespace) -> int:
    """A ledger with views of a sample; gives its events."""
    first, last = map(int, options.years.split("-"))
    generate(files, schools=options.schools, years=range(first, last + 1), seed=1, pupils=False)
    prepare(conninfo)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        import_files(connection, [files], rejections_in=files.parent)
        events = update(connection)
        connection.execute("vacuum analyze")
    return events


@contextmanager
def _served(conninfo: str) -> Iterator[None]:
    """Lets another process keep the views up to date."""
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    process = spawn.Process(target=_keep_up, args=(conninfo, stop))
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join()


def _keep_up(conninfo: str, stop: Event) -> None:
    with LiveProjections(conninfo):
        stop.wait()


class _Watch:
    """How far all projections have come, looked at for everyone by one thread."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._reached = 0
        self._moved = Condition()
        self._stopping = Stop()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def wait_for(self, position: int) -> None:
        with self._moved:
            if not self._moved.wait_for(lambda: self._reached >= position, _GIVE_UP):
                raise TimeoutError(f"position {position} is not to be seen")

    def _look(self) -> None:
        with Connection.connect(self._conninfo, autocommit=True) as connection:
            while not self._stopping.wait(_LOOK_EVERY):
                ((reached,),) = connection.execute(_REACHED, _NAMES).fetchall()
                if reached > self._reached:
                    with self._moved:
                        self._reached = reached
                        self._moved.notify_all()


def _take(conninfo: str, writers: int, rate: float, seconds: float) -> list[float]:
    """Milliseconds until each append of so many writers was seen, in order."""
    latencies: list[float] = []
    with connection_pool(conninfo) as pool, _Watch(conninfo) as watch:
        recorder = LedgerRecorder(pool)

        def write(events: Iterator[StoredEvent]) -> None:
            with Connection.connect(conninfo, autocommit=True) as connection:
                ends = perf_counter() + seconds
                while perf_counter() < ends:
                    sleep(random.expovariate(rate / writers))
                    latencies.append(_append(recorder, next(events), connection, watch))

        threads = [Thread(target=write, args=[_payments(next(_schools))]) for _ in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        recorder.close()
    return sorted(latencies)


def _append(
    recorder: LedgerRecorder, event: StoredEvent, connection: Connection, watch: _Watch
) -> float:
    (position,) = recorder.insert_events([event])
    returned = perf_counter()
    watch.wait_for(position)
    given = {"stream": event.originator_id, "position": position}
    if connection.execute(_SEEN, given).fetchone() is None:
        raise LookupError(f"position {position} is folded, but its row is not there")
    return (perf_counter() - returned) * 1000


def _payments(first: int) -> Iterator[StoredEvent]:
    for rbd in count(first):
        yield from (_payment(rbd, version) for version in (1, 2))


def _payment(rbd: int, version: int) -> StoredEvent:
    month = Period("2025-03")
    fact = PaymentDisbursed.model_validate(
        {
            "occurred_on": month.last_day,
            "rbd": rbd,
            "month": month,
            "school_name": "ESCUELA UNO",
            "region": 13,
            "comuna": 13101,
            "dependency": "municipal_daem",
            "rural": False,
            "sep_total": 1_000_000 + version,
            "components": {"subvencion_normal": 30_000_000, "multas": -version},
        }
    )
    return StoredEvent(
        fact.stream(),
        version,
        fact.topic(),
        state_bytes(fact),
        metadata=metadata_bytes(_PROVENANCE),
    )


def _lines(
    events: int, flush: float, taken: dict[int, list[float]], options: argparse.Namespace
) -> Iterator[str]:
    yield from (
        "# How soon an append is seen",
        "",
        f"    python -m bench.visible {' '.join(sys.argv[1:])}",
        "",
        f"{datetime.now(UTC).date()}, {os.cpu_count()} cores, Python {platform.python_version()},",
        f"PostgreSQL 18 (fsync and synchronous_commit on); a flush of 8 kB took {flush:.2f} ms.",
        f"{len(PROJECTIONS)} projections over {events:,} events. All writers together append",
        f"{options.rate:.0f} a second or fewer, payments and their restatements.",
        "",
        "| writers | appends | p50 ms | p99 ms | longest ms |",
        "|---:|---:|---:|---:|---:|",
    )
    for writers, found in taken.items():
        p50, p99 = _at(found, 0.5), _at(found, 0.99)
        yield f"| {writers} | {len(found):,} | {p50:.1f} | {p99:.1f} | {found[-1]:.1f} |"
    yield ""
    for writers, found in taken.items():
        met = "met" if _at(found, 0.99) < MOST_P99 else "MISSED"
        yield f"- p99 with {writers} at once, less than {MOST_P99:.0f} ms wanted: {met}"


def _at(found: list[float], share: float) -> float:
    return found[int(len(found) * share)]


if __name__ == "__main__":
    sys.exit(main())
