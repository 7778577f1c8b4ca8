"""Peak memory of the importer on files larger than anybody's patience, against a fixed bound.

A file of pupils (3 GB: more than the yearly file of the whole country) and one of documents
(300 MB) are grown from the sample by repeating its rows for further fictional schools. Each is
imported by a process of its own, whose peak resident memory is printed together with that of the
process beside it that reads; PostgreSQL is not counted, for its memory is settings and not ours.
Takes some minutes and 6 GB of disk, given back at the end.

    .venv/bin/python -m bench.import_memory [--pupils-mb 3000] [--documents-mb 300]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.growing import grow

from sep_intake.engine.importer import import_file
from sep_intake.reports.report import ImportProgress
from sep_ledger.database.schema import migrate
from sep_sample import generate
from sep_service.storage import postgres

BOUND_MB = 400
TEMPLATE_SCHOOLS = 60
MOST_SCHOOLS = 9_000
"""After as many, the same schools come again; about as many as receive SEP."""


@dataclass(frozen=True)
class Kind:
    """A layout of which a large file is made."""

    name: str
    pattern: str
    rbd: re.Pattern[bytes]
    """Finds what stands before the RBD in a row, and the RBD; not in a row's second line."""


PUPILS = Kind("Alumnos SEP", "Preferentes_*", re.compile(rb"(?m)(^(?:[^;\n]*;){9})(\d+)"))
DOCUMENTS = Kind(
    "Documentos", "Documentos_*", re.compile(rb"(?m)(^\d+~\d{4}~(?:[^~\n]*~){3})(\d+)")
)


def main() -> int:
    """Prints a line a file; exit code 1 where one took more memory than the bound."""
    options = _options()
    if options.file:
        print(json.dumps(_import(options.database, options.file)))
        return 0
    with tempfile.TemporaryDirectory() as folder, postgres.start(Path(folder) / "db") as server:
        sample = Path(folder) / "sample"
        generate(sample, schools=TEMPLATE_SCHOOLS, years=range(2024, 2025), seed=1)
        migrate(server.dsn)
        print(f"{'file':14}{'MB':>8}{'rows':>14}{'events':>12}{'rows/s':>10}{'peak MB':>10}")
        peaks = [
            _report(kind, server.dsn, next(sample.glob(kind.pattern)), size)
            for kind, size in ((PUPILS, options.pupils_mb), (DOCUMENTS, options.documents_mb))
        ]
    print(f"bound: {BOUND_MB} MB or less")
    return int(max(peaks) > BOUND_MB)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils-mb", type=int, default=3_000)
    parser.add_argument("--documents-mb", type=int, default=300)
    parser.add_argument("--file", type=Path, help="import this one and print what it took")
    parser.add_argument("--database", help="where to import --file")
    return parser.parse_args()


def _report(kind: Kind, database: str, template: Path, megabytes: int) -> float:
    large = grow(template, kind.rbd, size=megabytes << 20, numbers=MOST_SCHOOLS)
    took = _import_in_a_process(database, large)
    large.unlink()
    print(
        f"{kind.name:14}{took['mb']:>8,.0f}{took['rows']:>14,}{took['events']:>12,}"
        f"{took['rows'] / took['seconds']:>10,.0f}{took['peak_mb']:>10,.0f}",
        flush=True,
    )
    return float(took["peak_mb"])


def _import_in_a_process(database: str, file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.import_memory"]
    command += ["--file", str(file), "--database", database]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took: dict[str, Any] = json.loads(printed)
    return took


def _import(database: str, file: Path) -> dict[str, float]:
    peaks = Peaks()
    report = import_file(database, file, progress=peaks)
    return {
        "mb": file.stat().st_size / (1 << 20),
        "rows": report.rows,
        "events": report.new,
        "seconds": report.seconds,
        "peak_mb": peaks.together_mb,
    }


class Peaks:
    """The most memory that was resident, by process: this one and those it has started.

    They need not have peaked at once, so together they come to this or less. `getrusage` would
    count what a parent held as well.
    """

    def __init__(self) -> None:
        self._kb: dict[str, int] = {}

    def __call__(self, _: ImportProgress) -> None:
        own = str(os.getpid())
        for status in Path("/proc").glob("[0-9]*/status"):
            with suppress(ProcessLookupError, FileNotFoundError):  # it has ended meanwhile
                told = dict(
                    re.findall(r"(?m)^(Pid|PPid|VmHWM):\s+(\d+)", status.read_text("utf-8"))
                )
                if own in (told["Pid"], told["PPid"]) and "VmHWM" in told:
                    self._kb[told["Pid"]] = int(told["VmHWM"])

    @property
    def together_mb(self) -> float:
        """Raises LookupError where the kernel does not tell (VmHWM)."""
        if str(os.getpid()) not in self._kb:
            raise LookupError("the kernel does not tell the peak of resident memory (VmHWM)")
        return sum(self._kb.values()) / 1024


if __name__ == "__main__":
    sys.exit(main())
