"""Runs the torture and the tamper tests again and again, each round with another seed.

    python -m tests.torture.soak --rounds 10 --seconds 30 --report docs/results/soak.md

Stops at the first failure and names its seed. What the tests counted is added up in the report.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from xml.etree import ElementTree

from tests.conftest import REPOSITORY

SUITES = (
    "tests/torture",
    "tests/evidence/test_published.py",
    "tests/evidence/tampering",
    "tests/evidence/test_tampering_at_random.py",
)
ADDED_UP = ["events", "kills", "tampered", "missed", "doubled", "disordered", "undetected"]


class Round:
    """One run of the suites, and what it counted."""

    def __init__(self, seed: int, seconds: float) -> None:
        self.seed, self.seconds = seed, seconds
        self.counts = Counter[str]()
        self.took = 0.0

    def run(self) -> int:
        """Pytest's exit code."""
        with tempfile.TemporaryDirectory(prefix="sep-ledger-soak-") as folder:
            results = Path(folder) / "results.xml"
            started = monotonic()
            done = subprocess.run(self._command(results), cwd=REPOSITORY, check=False)
            self.took = monotonic() - started
            if results.exists():
                self._count(results)
        return done.returncode

    def _command(self, results: Path) -> list[str]:
        # A test may last as long as it is told to, and then closes.
        timeout = 10 * self.seconds + 300
        options = [f"--torture-seed={self.seed}", f"--torture-seconds={self.seconds}"]
        options += [f"--timeout={timeout:.0f}", f"--junitxml={results}"]
        options += [f"--hypothesis-seed={self.seed}", "--numprocesses=2", "--dist=load"]
        return [sys.executable, "-m", "pytest", "--quiet", "--exitfirst", *options, *SUITES]

    def _count(self, results: Path) -> None:
        suite = ElementTree.parse(results).getroot()  # noqa: S314 - written by our own pytest
        self.counts["tests"] = len(suite.findall(".//testcase"))
        self.counts["skipped"] = len(suite.findall(".//skipped"))
        for counted in suite.iter("property"):
            self.counts[counted.attrib["name"]] += int(counted.attrib["value"])


def main() -> int:
    """Run the rounds; the exit code of the first that fails, else 0."""
    asked = arguments()
    rounds = [Round(asked.seed + number, asked.seconds) for number in range(asked.rounds)]
    for number, each in enumerate(rounds, 1):
        print(f"Round {number} of {asked.rounds}, seed {each.seed}", flush=True)
        if code := each.run():
            print(f"Failed with seed {each.seed}; again: {again(each)}", file=sys.stderr)
            return code
    if asked.report:
        asked.report.write_text(report(rounds), encoding="utf-8")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each chaotic test")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; then counted up")
    parser.add_argument("--report", type=Path, help="write what was counted to this file")
    return parser.parse_args()


def again(each: Round) -> str:
    """How to repeat a round."""
    return f"make soak ROUNDS=1 SEED={each.seed} SECONDS={each.seconds:g}"


PAGE = """\
# Soak

    make soak ROUNDS={number} SECONDS={seconds:g} SEED={seed}

{today:%Y-%m-%d}, {cores} cores, Python {python}: {number} rounds in {minutes:.0f} minutes, without
a failure.

The tests in `tests/torture` and those in `tests/evidence` that tamper, each chaotic one for
{seconds:g} seconds, with another seed each round. After each torture positions are 1 to N, every
subscriber has seen each once and in order, every view equals a rebuild row for row, and the kept
Merkle tree equals what the rows lead to.

{table}

*Events* are those in the logs at the end; *kills* are processes and servers killed with -9,
sessions ended and connections cut; *tampered* counts single changes to rows and files, *undetected*
those of them that were not found and named. *Missed*, *doubled* and *disordered* are counted over
all subscribers.
"""


def report(rounds: list[Round]) -> str:
    """The page of results."""
    total, took = sum((each.counts for each in rounds), Counter[str]()), sum(r.took for r in rounds)
    table = [
        "| seed | seconds | tests | skipped | " + " | ".join(ADDED_UP) + " |",
        "|" + "---:|" * (4 + len(ADDED_UP)),
        *(table_row(str(each.seed), each.took, each.counts) for each in rounds),
        table_row("**all**", took, total),
    ]
    return PAGE.format(
        number=len(rounds),
        seconds=rounds[0].seconds,
        seed=rounds[0].seed,
        today=datetime.now(UTC),
        cores=os.cpu_count(),
        python=platform.python_version(),
        minutes=took / 60,
        table="\n".join(table),
    )


def table_row(name: str, took: float, counts: Counter[str]) -> str:
    numbers = [counts["tests"], counts["skipped"], *(counts[name] for name in ADDED_UP)]
    return f"| {name} | {took:,.0f} | " + " | ".join(f"{number:,}" for number in numbers) + " |"


if __name__ == "__main__":
    sys.exit(main())
