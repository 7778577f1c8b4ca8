"""Mutates a package and tells how much of it its tests would notice.

    python -m tests.mutation domain --sample 300 --seed 1 --report docs/results/mutation.md

Works on a copy of the tree, with the tests of this one.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from tests.conftest import IN_HASTE, REPOSITORY, Server, memory, private_server
from tests.mutation.covering import measure
from tests.mutation.equivalents import equivalents
from tests.mutation.population import mutants, sample
from tests.mutation.report import Run, page, summary
from tests.mutation.trees import Tree, copied
from tests.mutation.trials import Trials, Verdict


@dataclass(frozen=True)
class Package:
    """A package that can be mutated, and the tests that are asked about it."""

    source: Path
    tests: tuple[str, ...]
    stored: bool
    """Whether its tests ask a PostgreSQL: one serves all mutants."""


ENGINE = tuple(
    f"tests/projections/test_{name}.py"
    for name in (
        "engine",
        "statements",
        "bad_events",
        "turns",
        "stated_anew",
        "columns_named",
        "sums",
    )
)
"""The tests of the engine itself; what the others ask of views passes through it as well."""

PACKAGES = {
    "domain": Package(
        Path("domain/sep_domain"), ("tests/domain", "tests/intake/test_quoting.py"), stored=False
    ),
    "ledger": Package(
        Path("ledger/sep_ledger"),
        ("tests/ledger", "tests/evidence", "tests/documents"),
        stored=True,
    ),
    "engine": Package(Path("projections/sep_projections/engine"), ENGINE, stored=True),
}


def main() -> int:
    """Measure, tell and write down; 0 whatever the score, for it is a figure and no test."""
    asked = arguments()
    package, started = PACKAGES[asked.package], monotonic()
    with tree(package) as copy:
        suite = measure(copy, package.source, package.tests)
        with chdir(copy.root):
            population = mutants(package.source)
            drawn = sample(population, asked.sample, asked.seed)
        trials = Trials(copy, suite)
        trials.unmutated()
        verdicts = []
        for each in drawn:
            verdicts.append(trials.verdict(each))
            tell(verdicts[-1], len(verdicts), len(drawn))
            if monotonic() - started > 60 * asked.minutes:
                break
    run = Run(
        package=asked.package,
        source=package.source,
        seed=asked.seed,
        sample=asked.sample,
        population=len(population),
        minutes=(monotonic() - started) / 60,
        today=datetime.now(UTC).date(),
        verdicts=verdicts,
        same=equivalents(),
    )
    print(summary(run))
    if asked.report:
        former = asked.report.read_text("utf-8") if asked.report.exists() else ""
        asked.report.write_text(page(former, run), "utf-8")
    return 0


@contextmanager
def tree(package: Package) -> Iterator[Tree]:
    """A copy of the house, and where its tests need one a server that waits for no disk."""
    if not package.stored:
        with copied(REPOSITORY) as copy:
            yield copy
        return
    with private_server(memory()) as dsn:
        for statement in IN_HASTE:
            Server(dsn).execute(statement)
        with copied(REPOSITORY, SEP_LEDGER_TEST_DATABASE_URL=dsn) as copy:
            yield copy


def tell(verdict: Verdict, number: int, of: int) -> None:
    """Say what became of a mutant as soon as it is known."""
    became = "killed" if verdict.killed else "SURVIVED"
    mutant = verdict.mutant
    print(f"{number}/{of} {became} {mutant.module}:{mutant.line}", flush=True)
    if not verdict.killed:
        print(f"    - {verdict.before}\n    + {verdict.after}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("--sample", type=int, default=300, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="what the sample is drawn with")
    parser.add_argument(
        "--minutes", type=float, default=float("inf"), help="after which no more are tried"
    )
    parser.add_argument(
        "--report", type=Path, help="write the score and the survivors to this page"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
