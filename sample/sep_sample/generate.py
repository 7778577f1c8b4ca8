"""The way in: what may be asked for, and what was written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sep_sample.anomalies.answer_key import RULES
from sep_sample.chronicle import Chronicle
from sep_sample.country.noise import Noise

FEWEST_SCHOOLS = 20
FIRST_YEAR, LAST_YEAR = 2008, 2025

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was written: how much, which rules the answer key covers, and which did not fit."""

    directory: Path
    schools: int
    years: range
    files: int
    bytes: int
    anomalies: int
    rules_left_out: tuple[str, ...]


def generate(
    directory: Path,
    *,
    schools: int,
    years: range,
    seed: int,
    pupils: bool = True,
    progress: Progress | None = None,
) -> SampleSummary:
    """Write a fictional country's official files into a directory, with the answer key.

    The same arguments give the same bytes. `progress` is told what is being written and the share
    done, from 0 to 1.

    Raises ValueError for fewer than 20 schools, for years that are empty, not consecutive or
    outside 2008 to 2025, and for a directory that already holds files.
    """
    _check(directory, schools, years)
    directory.mkdir(parents=True, exist_ok=True)
    report = progress or _unreported
    report("país", 0.0)
    chronicle = Chronicle(directory, Noise(seed), schools, years, pupils=pupils)
    chronicle.write_what_lasts()
    for done, year in enumerate(years):
        report(str(year), (done + 0.1) / (len(years) + 0.1))
        chronicle.write_year(year)
    key = chronicle.finish()
    report("listo", 1.0)
    files = [path for path in directory.iterdir() if path.is_file()]
    return SampleSummary(
        directory=directory,
        schools=schools,
        years=years,
        files=len(files),
        bytes=sum(path.stat().st_size for path in files),
        anomalies=len(key.anomalies),
        rules_left_out=tuple(rule for rule in RULES if rule not in key.rules()),
    )


def _check(directory: Path, schools: int, years: range) -> None:
    if schools < FEWEST_SCHOOLS:
        raise ValueError(
            f"a sample needs at least {FEWEST_SCHOOLS} schools to hold every anomaly, not {schools}"
        )
    if not years or years.step != 1 or years[0] < FIRST_YEAR or years[-1] > LAST_YEAR:
        raise ValueError(
            f"years must be consecutive and lie within {FIRST_YEAR} to {LAST_YEAR}, not {years}"
        )
    if directory.exists() and any(directory.iterdir()):
        raise ValueError(f"{directory} already holds files; give an empty or new directory")


def _unreported(stage: str, share: float) -> None:
    """Nobody asked to be told."""
