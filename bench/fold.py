"""How fast the log is folded into present sums of money, against SQL written by hand, and into all.

The peer is one `INSERT … SELECT … GROUP BY` over the log in one transaction, which decodes the same
stored bytes into a table of the same columns and key; the tables are then compared row by row. The
fold goes range by range, each with its checkpoint in a transaction of its own, as in use. Both are
timed up to their last commit and take turns. Events of a sample that neither folds count for both,
since both have to pass them over.

`--events` grows the sample to a size by copies, each with schools of its own and so with the same
work for the fold; each is folded and timed as it comes, and what an event costs in the last ones is
held against the first ones.

    .venv/bin/python -m bench.fold [--schools 1500] [--years 2023-2025] [--events 1000000]
        [--rounds 5] [--report docs/results/fold.md]
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

from sep_intake.engine.importer import import_files
from sep_ledger.database.schema import migrate
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner, store
from sep_projections.engine.projection import Projection
from sep_projections.funds.projection import FUND_SUMS
from sep_projections.update import prepare
from sep_sample import generate
from sep_service.storage import postgres

Connection = psycopg.Connection[Any]

LEAST_RATIO = 0.7
LEAST_PER_SECOND = 150_000
MOST_DRIFT = 0.15
_ABOUT = 3
"""Copies whose median is held against that of others: a copy alone may meet a busy moment."""
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """What was folded, and how long it took."""

    server: str
    events: int
    money: int
    sums: int
    rounds: list["Round"]
    grown: list["Copy"]
    """What the fold of each copy took, as the log grew."""
    every: list[float]
    """Seconds for all projections, over one connection and over two."""


@dataclass(frozen=True)
class Round:
    """Seconds that each took over the same log, turn and turn about."""

    peer: float
    ours: float


@dataclass(frozen=True)
class Copy:
    """The sample once more, folded on top of what there was."""

    head: int
    per_second: float


def main() -> int:
    """Prints the report; exit code 1 where a target is missed."""
    options = _options()
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.start(Path(folder) / "db") as server,
        _log(server.dsn, Path(folder) / "sample", options) as connection,
    ):
        text = "\n".join(_lines(_measured(server.dsn, connection, options))) + "\n"
    print(text)
    if options.report:
        Path(options.report).write_text(text, encoding="utf-8")
    return int("MISSED" in text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=1_500)
    parser.add_argument("--years", default="2023-2025")
    parser.add_argument("--events", type=int, default=0, help="grow the log to so many or more")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--all", action="store_true", help="fold all projections too")
    parser.add_argument("--report", help="where to write the report")
    return parser.parse_args()


@contextmanager
def _log(conninfo: str, files: Path, options: argparse.Namespace) -> Iterator[Connection]:
    """A log with the events of a sample and as many copies as are asked for."""
    first, last = map(int, options.years.split("-"))
    generate(files, schools=options.schools, years=range(first, last + 1), seed=1, pupils=False)
    migrate(conninfo)
    prepare(conninfo)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        import_files(connection, [files], rejections_in=files.parent)
        _settle(connection)
        yield connection


def _settle(connection: Connection) -> None:
    connection.execute("vacuum analyze ledger.events")
    connection.execute("checkpoint")


def _growing(connection: Connection, size: int) -> Iterator[Copy]:
    """Grow the log to at least a size, and fold each copy of the sample as it comes."""
    sample = store.log_head(connection)
    _begin_again(connection, [FUND_SUMS])
    runner.catch_up(connection, [FUND_SUMS])
    for copy in range(1, -(-size // sample)):
        _append_copy(connection, copy, sample)
        took = _timed(lambda: runner.catch_up(connection, [FUND_SUMS]))
        yield Copy(store.log_head(connection), sample / took)


def _append_copy(connection: Connection, copy: int, sample: int) -> None:
    with connection.transaction():
        copied = (_HERE / "fold_copies.sql").read_bytes()
        connection.execute(copied, {"copy": copy, "sample": sample})
        head = (copy + 1) * sample
        connection.execute("update ledger.head set position = %s", [head])
    _settle(connection)


def _round(connection: Connection) -> Round:
    peer = _timed(lambda: _by_hand(connection))
    _begin_again(connection, [FUND_SUMS])
    ours = _timed(lambda: runner.catch_up(connection, [FUND_SUMS]))
    row = connection.execute((_HERE / "fold_differences.sql").read_bytes()).fetchone()
    if row != (0,):
        raise AssertionError(f"{row} rows differ")
    return Round(peer, ours)


def _by_hand(connection: Connection) -> None:
    connection.execute("drop schema if exists peer cascade")
    connection.execute("create schema peer")
    connection.execute("create table peer.fund_sum (like fund_sums.fund_sum including all)")
    with connection.transaction():
        connection.execute((_HERE / "fold_peer.sql").read_bytes())


def _begin_again(connection: Connection, projections: list[Projection]) -> None:
    for projection in projections:
        with connection.transaction():
            store.drop_schema(connection, projection.name)
            store.forget(connection, projection.name)
    runner.install(connection, projections)
    connection.execute("checkpoint")


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _measured(conninfo: str, connection: Connection, options: argparse.Namespace) -> Measured:
    grown = list(_growing(connection, options.events)) if options.events else []
    rounds = [_round(connection) for _ in range(options.rounds)]
    money, sums = connection.execute(
        "select sum(facts)::bigint, count(*) from fund_sums.fund_sum"
    ).fetchall()[0]
    return Measured(
        server=connection.execute("show server_version").fetchall()[0][0],
        events=store.log_head(connection),
        money=money,
        sums=sums,
        rounds=rounds,
        grown=grown,
        every=[_every(conninfo, connection, at_once=n) for n in (1, 2)] if options.all else [],
    )


def _every(conninfo: str, connection: Connection, *, at_once: int) -> float:
    _begin_again(connection, list(PROJECTIONS))
    return _timed(lambda: runner.catch_up_in_parallel(conninfo, PROJECTIONS, workers=at_once))


def _lines(measured: Measured) -> Iterator[str]:
    yield from (
        "# How fast the log is folded",
        "",
        f"    python -m bench.fold {' '.join(sys.argv[1:])}",
        "",
        f"{datetime.now(UTC).date()}, {os.cpu_count()} cores, Python {platform.python_version()},",
        f"PostgreSQL {measured.server} (fsync and synchronous_commit on). A log of",
        f"{measured.events:,} events, {measured.money:,} of them money that holds, into",
        f"{measured.sums:,} sums; {len(measured.rounds)} rounds, medians.",
        "",
    )
    yield from _against_the_peer(measured)
    if measured.grown:
        yield from _by_size(measured.grown)


def _against_the_peer(measured: Measured) -> Iterator[str]:
    ratio = statistics.median(each.peer / each.ours for each in measured.rounds)
    seconds = statistics.median(each.ours for each in measured.rounds)
    per_second = measured.events / seconds
    yield from ("| | events/s | seconds |", "|---|---:|---:|")
    yield _line("one INSERT … SELECT … GROUP BY", measured, [each.peer for each in measured.rounds])
    yield _line("fold of `fund_sums`", measured, [each.ours for each in measured.rounds])
    for at_once, taken in enumerate(measured.every, start=1):
        name = f"all {len(PROJECTIONS)} projections, connections: {at_once}"
        yield _line(name, measured, [taken])
    yield from ("", "The two tables of sums were the same, row by row, in each round.", "")
    yield _judged("times the hand-written SQL", f"{ratio:.2f}", LEAST_RATIO, ratio)
    yield _judged("events/s", f"{per_second:,.0f}", LEAST_PER_SECOND, per_second)


def _by_size(grown: list[Copy]) -> Iterator[str]:
    yield from ("", "| folded on top, up to event | events/s |", "|---:|---:|")
    for copy in grown:
        yield f"| {copy.head:,} | {copy.per_second:,.0f} |"
    first, last = grown[:_ABOUT], grown[-_ABOUT:]
    kept = statistics.median(map(_rate, last)) / statistics.median(map(_rate, first))
    yield ""
    yield _judged(
        f"the last {_ABOUT}, times the first {_ABOUT}", f"{kept:.2f}", 1 - MOST_DRIFT, kept
    )


def _rate(copy: Copy) -> float:
    return copy.per_second


def _line(name: str, measured: Measured, seconds: list[float]) -> str:
    median = statistics.median(seconds)
    return f"| {name} | {measured.events / median:,.0f} | {median:.2f} |"


def _judged(what: str, shown: str, least: float, found: float) -> str:
    return f"- {what}: {shown}, at least {least:,} wanted: {'met' if found >= least else 'MISSED'}"


if __name__ == "__main__":
    sys.exit(main())
