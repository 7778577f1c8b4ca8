"""The page of results: one section for each package, each written by its own last run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import fill

from tests.mutation.equivalents import Equivalent
from tests.mutation.trials import Verdict
from tests.mutation.wilson import wilson

WIDTH = 100

HEAD = """\
# Mutation

`make mutate` changes one thing in one line of a copy of a package (cosmic-ray says which things),
runs the tests that come by that line, and counts the mutant as killed when one of them fails. The
sample is drawn by its seed: first a place of the code, then one of the mutants there, so that a
plus, which eleven operators may take the place of, weighs no more than a boolean. Changes of
annotations or of how an argument is given, and those that do not compile, are no mutants here. The
interval is Wilson's.

A survivor that behaves as what it was made of counts as a survivor in the score; what the score is
without these is said beside it, and why they are the same is in the list.
"""

SECTION = """\
## {package}

    make mutate PACKAGE={package} SAMPLE={sample} SEED={seed}

{today:%Y-%m-%d}, {minutes:.0f} minutes: of {population:,} mutants of `{source}` {tried} were tried.

| | killed | of | score | 95 % interval |
|---|---:|---:|---:|---:|
| all | {killed} | {tried} | {score} | {interval} |
| without the equivalent | {killed} | {different} | {apart} | {apart_interval} |

"""


@dataclass(frozen=True)
class Run:
    """What a run was asked, and what became of its mutants."""

    package: str
    source: Path
    seed: int
    sample: int
    population: int
    minutes: float
    today: date
    verdicts: Sequence[Verdict]
    same: Sequence[Equivalent]
    """Mutants known to be equivalent."""

    @property
    def killed(self) -> int:
        return sum(each.killed for each in self.verdicts)

    @property
    def survivors(self) -> list[Verdict]:
        """In the order of the code."""
        left = [each for each in self.verdicts if not each.killed]
        return sorted(left, key=lambda each: each.mutant)

    @property
    def different(self) -> int:
        """How many mutants were tried that are not known to be equivalent."""
        return len(self.verdicts) - sum(self.why(each) is not None for each in self.survivors)

    def why(self, verdict: Verdict) -> str | None:
        """Why a survivor is equivalent, if it is known to be."""
        change = verdict.mutant.module, verdict.before, verdict.after
        return next((each.why for each in self.same if each.covers(*change)), None)


def score(killed: int, of: int) -> str:
    return f"{killed / of:.1%}".replace("%", " %")


def interval(killed: int, of: int) -> str:
    low, high = wilson(killed, of)
    return f"{100 * low:.1f} to {100 * high:.1f} %"


def summary(run: Run) -> str:
    """The score in one line."""
    tried = len(run.verdicts)
    return (
        f"{run.package}: {run.killed} of {tried} killed, {score(run.killed, tried)} "
        f"({interval(run.killed, tried)}); without the equivalent "
        f"{score(run.killed, run.different)} ({interval(run.killed, run.different)})"
    )


def section(run: Run) -> str:
    """What the page says of a package."""
    tried = len(run.verdicts)
    told = SECTION.format(
        package=run.package,
        sample=run.sample,
        seed=run.seed,
        today=run.today,
        minutes=run.minutes,
        population=run.population,
        source=run.source,
        tried=tried,
        killed=run.killed,
        score=score(run.killed, tried),
        interval=interval(run.killed, tried),
        different=run.different,
        apart=score(run.killed, run.different),
        apart_interval=interval(run.killed, run.different),
    )
    return told + "\n".join(["Survivors:", "", *(survivor(run, each) for each in run.survivors)])


def survivor(run: Run, verdict: Verdict) -> str:
    """A survivor's entry in the list, with the reason of an equivalent one."""
    module = verdict.mutant.module.relative_to(run.source)
    entry = f"- `{module}`, line {verdict.mutant.line}:\n\n"
    entry += "".join(f"      - {line}\n" for line in verdict.before.splitlines())
    entry += "".join(f"      + {line}\n" for line in verdict.after.splitlines())
    if why := run.why(verdict):
        entry += "\n" + fill(
            f"Equivalent: {why}", WIDTH - 2, initial_indent="  ", subsequent_indent="  "
        )
        entry += "\n"
    return entry


def page(former: str, run: Run) -> str:
    """The page with a package's section written anew and the others as they were."""
    sections = {
        name: text
        for text in re.split(r"(?m)^(?=## )", former)[1:]
        for name in [text.partition("\n")[0].removeprefix("## ")]
    }
    sections[run.package] = section(run)
    return "\n".join([HEAD, *(f"{sections[name].strip()}\n" for name in sorted(sections))])
