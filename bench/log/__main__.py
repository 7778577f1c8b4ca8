"""Measures the log and prints, or also writes down, how it stands against its peers."""

import argparse
import platform
import sys
import tempfile
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path

import psycopg
from bench.log import bulk, message_db, single
from bench.log.measuring import Rounds, Sample, median, median_ratio, sync_milliseconds

from sep_ledger.database.schema import migrate
from sep_service.storage import postgres

WRITERS = (1, 16, 64)
AGAINST_LIBRARY = {1: 2.0, 16: 8.0, 64: 25.0}
P99_MS = 15.0
BULK_AGAINST_COPY, WHOLE_AGAINST_COPY, BULK_AGAINST_LIBRARY = 0.6, 0.5, 5.0


class Report:
    """Lines of a page, printed as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.missed = False

    def say(self, line: str = "") -> None:
        self.lines.append(line)
        print(line, flush=True)

    def target(self, text: str, reached: float, wanted: float, *, most: bool = False) -> None:
        met = reached <= wanted if most else reached >= wanted
        self.missed = self.missed or not met
        bound = "at most" if most else "at least"
        self.say(
            f"- {text}: {reached:.2f}, {bound} {wanted:g} wanted: {'met' if met else 'MISSED'}"
        )


def main() -> int:
    """Exit code 1 where a target is missed."""
    options = _options()
    report = Report()
    with (
        tempfile.TemporaryDirectory(dir=options.data) as folder,
        postgres.start(Path(folder) / "db") as server,
    ):
        _circumstances(report, Path(folder), server)
        _single(report, server, Path(folder), options)
        _bulk(report, server, options)
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text("\n".join(report.lines) + "\n")
    return int(report.missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.log", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each turn, single events")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=200_000, help="of each turn, bulk")
    parser.add_argument("--data", type=Path, help="where the database lies; the disk counts")
    parser.add_argument("--report", type=Path, help="a page to write as well")
    return parser.parse_args()


def _circumstances(report: Report, folder: Path, server: postgres.EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn) as conn:
        conn.execute("select 1")
        version = conn.info.server_version // 10000
        settings = {
            name: conn.execute("select current_setting(%s)", [name]).fetchone()
            for name in ("fsync", "synchronous_commit", "wal_sync_method")
        }
    report.say("# How fast the log takes events")
    report.say()
    report.say(f"    {' '.join(['python', '-m', 'bench.log', *sys.argv[1:]])}")
    report.say()
    on = ", ".join(f"{name} {value[0]}" for name, value in settings.items() if value)
    report.say(
        f"{datetime.now(UTC).date()}, {cpu_count()} cores, Python {platform.python_version()},"
        f" PostgreSQL {version} beside it ({on}); a flush of 8 kB to its disk took"
        f" {sync_milliseconds(folder):.2f} ms."
    )
    report.say(
        "Events of about 450 bytes. The contenders take turns; ratios are medians of rounds."
    )


def _single(
    report: Report, server: postgres.EmbeddedPostgres, folder: Path, options: argparse.Namespace
) -> None:
    migrate(server.dsn)
    fetched = message_db.fetch(folder / "npm")
    source = fetched if isinstance(fetched, Path) else None
    with single.contenders(server.dsn, source, most_writers=max(WRITERS)) as every:
        for writers in WRITERS:
            rounds = single.take_turns(
                every, writers=writers, seconds=options.seconds, rounds=options.rounds
            )
            report.say(f"\n## Single events, {writers} at once\n")
            _table(report, rounds, single.LIBRARY, latencies=True)
            if isinstance(fetched, str):
                report.say(f"\n{single.MESSAGE_DB} left out: {fetched}")
            report.say()
            ratio = median_ratio(rounds, single.OURS, single.LIBRARY)
            report.target("times the library's default", ratio, AGAINST_LIBRARY[writers])
            p99 = median(rounds, single.OURS, lambda one: one.p99)
            report.target("p99 in ms", p99, P99_MS, most=True)


def _bulk(report: Report, server: postgres.EmbeddedPostgres, options: argparse.Namespace) -> None:
    rounds = bulk.take_turns(server, rows=options.rows, rounds=options.rounds)
    report.say(f"\n## Bulk, {options.rows:,} events\n")
    _table(report, rounds, bulk.RAW, latencies=False)
    report.say()
    best = max(bulk.LIBRARY_EVENTS_A_CALL, key=lambda name: median(rounds, name, _rate))
    for what, name, base, wanted in (
        ("new facts, bytes given, times a raw COPY", bulk.NEW, bulk.RAW, BULK_AGAINST_COPY),
        ("the same with encoding and the tree", bulk.WHOLE, bulk.RAW, WHOLE_AGAINST_COPY),
        ("new facts, times the library's best batch", bulk.NEW, best, BULK_AGAINST_LIBRARY),
    ):
        report.target(what, median_ratio(rounds, name, base), wanted)
    report.say(
        f"\nThe raw COPY itself is {median_ratio(rounds, bulk.RAW, best):.2f} times the library's"
        " best batch."
    )
    report.say(
        "\n*Raw COPY*: one binary COPY of the same rows into the same indexes; columns, keys,"
        "\nchecks and defaults of the log; no triggers and no head."
    )


def _rate(one: Sample) -> float:
    return one.per_second


def _table(report: Report, rounds: Rounds, base: str, *, latencies: bool) -> None:
    more = " p50 ms | p99 ms |" if latencies else ""
    report.say(f"| | events/s |{more} times {base} |")
    report.say("|---|---:|" + "---:|" * (2 * latencies + 1))
    for name in rounds:
        rate = median(rounds, name, _rate)
        p50 = median(rounds, name, lambda one: one.p50)
        p99 = median(rounds, name, lambda one: one.p99)
        middle = f" {p50:.2f} | {p99:.2f} |" if latencies else ""
        report.say(f"| {name} | {rate:,.0f} |{middle} {median_ratio(rounds, name, base):.2f} |")


if __name__ == "__main__":
    sys.exit(main())
