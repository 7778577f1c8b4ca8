"""Import speed of each official layout against the raw limit: binary COPY of the same events.

Both sides start from nothing in the same run, turn and turn about. The import reads the file,
checks and hashes it, builds and validates events, tells what is new, and appends; `raw_copy` says
what the raw side is. What is printed is the median of the ratios of each round: 1 would mean that
everything around the COPY is free. Rounds go over all files, so that a noisy minute falls on all of
them; the last line takes the files together, where each weighs by its events. Files of a row a
school are grown to five times the schools and more, so that they have as many rows as the
country's: what is paid once a file then hardly tells.

    .venv/bin/python -m bench.import_speed [--schools 3000] [--years 2024-2024] [--rounds 5]
        [--beside-from BYTES] [--report PAGE]
"""

import argparse
import platform
import re
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from time import perf_counter

import psycopg
from bench.growing import grow
from bench.raw_copy import raw_copy
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sep_intake.engine.importer import BESIDE_FROM, import_file
from sep_ledger.database.schema import migrate
from sep_ledger.records.stored import StoredEvent
from sep_sample import generate
from sep_service.storage import postgres

TARGET = 0.3
PATTERNS = {
    "Directorio": "*Directorio_Oficial*",
    "SIMCE": "simce4b*",
    "Detalle Subvenciones": "*Detalle Subvenciones*",
    "Documentos": "Documentos*",
    "Estado_resultado": "Estado_resultado*",
    "Asistencia": "asistencia_sep*",
}
GROWN = {
    "Directorio": re.compile(rb"(?m)^(\d{4};)(\d+);([\dK])"),
    "SIMCE": re.compile(rb"(?m)^()(\d+);([\dK])"),
}
"""Files of a row a school, with what finds the RBD and its digit in their rows."""
TIMES = 5

_ENTRIES = (
    "select originator_id, originator_version, topic, state, metadata"
    " from ledger.events order by position"
)


@dataclass(frozen=True)
class Round:
    """One file of so many bytes imported and the same events copied, in seconds."""

    size: int
    events: int
    imported: float
    copied: float

    @property
    def ratio(self) -> float:
        return self.copied / self.imported


class Page:
    """Lines of a page, printed as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, *lines: str) -> None:
        self.lines += lines
        print(*lines, sep="\n", flush=True)


def main() -> int:
    """Prints a line a dataset and one for all; exit code 1 where all together miss the target."""
    options, page = _options(), Page()
    first, last = map(int, options.years.split("-"))
    with tempfile.TemporaryDirectory() as folder, postgres.start(Path(folder) / "db") as server:
        files = Path(folder) / "sample"
        generate(files, schools=options.schools, years=range(first, last + 1), seed=1, pupils=False)
        _begin(page, server)
        largest = dict(_largest(files))
        rounds = [
            {name: _round(server, file, options.beside_from) for name, file in largest.items()}
            for _ in range(options.rounds)
        ]
        ratios = [_report(page, name, [each[name] for each in rounds]) for name in largest]
        together = _report(page, "together", [_together(each.values()) for each in rounds])
    met = "met" if min(*ratios, together) >= TARGET else "MISSED where it says so"
    page.say("", f"At least {TARGET} of the raw COPY is wanted, for each and together: {met}.")
    if options.report:
        options.report.write_text("\n".join(page.lines) + "\n", "utf-8")
    return int(together < TARGET)


def _begin(page: Page, server: postgres.EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn) as conn:
        version = conn.info.server_version // 10_000
    page.say(
        "# Import speed against a raw COPY",
        "",
        f"    {' '.join(['python', '-m', 'bench.import_speed', *sys.argv[1:]])}",
        "",
        f"{datetime.now(UTC).date()}, {cpu_count()} cores, Python {platform.python_version()},"
        f" PostgreSQL {version} beside it.",
        "End to end: a file is read and checked, its events told apart and appended. The raw",
        "side is one binary COPY of the same events, without hashes, into a table with the log's",
        "columns, keys and defaults. Ratios are medians of rounds.",
        "",
        "| dataset | MB | events | import/s | COPY/s | ratio |",
        "|---|---:|---:|---:|---:|---:|",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=3_000)
    parser.add_argument("--years", default="2024-2024")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--report", type=Path, help="a page to write as well")
    parser.add_argument("--beside-from", type=int, default=BESIDE_FROM, help="bytes; see importer")
    return parser.parse_args()


def _largest(files: Path) -> Iterator[tuple[str, Path]]:
    for name, pattern in PATTERNS.items():
        file = max(files.glob(pattern), key=lambda file: file.stat().st_size)
        if name in GROWN:
            file = grow(file, GROWN[name], size=file.stat().st_size * TIMES)
        yield name, file


def _round(server: postgres.EmbeddedPostgres, file: Path, beside_from: int) -> Round:
    with _fresh(server) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        started = perf_counter()
        import_file(connection, file, beside_from=beside_from, rejections_in=file.parent)
        imported = perf_counter() - started
        rows = connection.execute(_ENTRIES.encode()).fetchall()
        events = [
            StoredEvent(stream, version, topic, state, metadata=metadata)
            for stream, version, topic, state, metadata in rows
        ]
        return Round(file.stat().st_size, len(events), imported, raw_copy(connection, events))


@contextmanager
def _fresh(server: postgres.EmbeddedPostgres) -> Iterator[str]:
    name = sql.Identifier("bench")
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        connection.execute(sql.SQL("create database {}").format(name))
    conninfo = make_conninfo(server.dsn, dbname="bench")
    migrate(conninfo)
    yield conninfo


def _together(rounds: Iterable[Round]) -> Round:
    each = list(rounds)
    return Round(
        sum(one.size for one in each),
        sum(one.events for one in each),
        sum(one.imported for one in each),
        sum(one.copied for one in each),
    )


def _report(page: Page, name: str, rounds: list[Round]) -> float:
    size, events = rounds[0].size / 1e6, rounds[0].events
    ratio = statistics.median(each.ratio for each in rounds)
    imported = events / statistics.median(each.imported for each in rounds)
    copied = events / statistics.median(each.copied for each in rounds)
    told = f"{ratio:.2f}" if ratio >= TARGET else f"{ratio:.2f}, MISSED"
    page.say(f"| {name} | {size:,.1f} | {events:,} | {imported:,.0f} | {copied:,.0f} | {told} |")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
