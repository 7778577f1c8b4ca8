"""Matching: schools that were alike in the baseline year, exactly, cell by cell.

A cell is a socio-economic group, a holder, urban or rural, a band of the baseline score and a band
of pupils tested. Every comparable school of a cell is used, and all of them together weigh as much
as the cell's group schools. Nothing is drawn by lot, and no order matters: the same data give the
same cells. A group school without a comparable one in its cell is lost, and its reason counted.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency
from sep_projections.outcomes.panel import Panel
from sep_projections.outcomes.schools import (
    NOTHING,
    Observation,
    Observations,
    School,
    kind_of_sostenedor,
)

RULE = "exact_by_cell"
VERSION = 1

NO_COMPARISON = "no_comparison"
"""No comparable school in the cell."""
COMPARISON_LOST = "comparison_lost"
"""The comparable schools of the cell have no score in some year of the estimate."""
CHARACTERISTIC_UNKNOWN = "characteristic_unknown"
"""Something by which schools are matched is not known of this one."""


class Characteristic(StrEnum):
    """What two schools must have in common, beside the bands of score and pupils."""

    SOCIOECONOMIC_GROUP = "socioeconomic_group"
    DEPENDENCY = "dependency"
    RURAL = "rural"


@dataclass(frozen=True)
class Bands:
    """How finely schools are matched."""

    score: int = 10
    """Width of a band of the baseline score, in points, counted from 0."""
    pupils: tuple[int, ...] | None = (20, 40, 80)
    """Where a band of pupils tested begins, after the first; None does not match by pupils."""
    exactly: tuple[Characteristic, ...] = tuple(Characteristic)

    def __post_init__(self) -> None:
        if self.score < 1 or list(self.pupils or ()) != sorted(set(self.pupils or ())):
            raise BandsError


class BandsError(ValueError):
    """A band of scores is one point wide or more, and bands of pupils begin in rising order."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Cell(NamedTuple):
    """What the schools of a cell have in common; None where it is not matched on."""

    score_from: int
    """Lowest score of the band."""
    pupils_from: int | None
    """Fewest pupils of the band."""
    socioeconomic_group: SocioeconomicGroup | None = None
    dependency: Dependency | None = None
    rural: bool | None = None


@dataclass(frozen=True)
class MatchedCell:
    """The schools of a cell on both sides, by RBD."""

    cell: Cell
    group: tuple[Rbd, ...]
    compared: tuple[Rbd, ...]

    @property
    def weight(self) -> Fraction:
        """What each of the compared schools weighs."""
        return Fraction(len(self.group), len(self.compared))


@dataclass(frozen=True)
class Lost:
    """A group school that no figure contains, why, and in which year where it is one."""

    rbd: Rbd
    reason: str
    year: int | None = None


@dataclass(frozen=True)
class Matching:
    """The cells with schools on both sides, and the group schools that found none."""

    cells: tuple[MatchedCell, ...]
    lost: tuple[Lost, ...]

    def group(self) -> list[Rbd]:
        """The matched schools of the group."""
        return [rbd for cell in self.cells for rbd in cell.group]

    def weights(self) -> dict[Rbd, Fraction]:
        """The schools they are compared with, each with its weight: together as many as they."""
        return {rbd: cell.weight for cell in self.cells for rbd in cell.compared}

    def measured(self, scores: Observations, years: Sequence[int]) -> "Matching":
        """The same matching among the schools with a score in every one of these years.

        The schools that remain of a cell weigh again as much as its group schools that remain.
        """
        kept, lost = [], list(self.lost)
        for cell in self.cells:
            absent = [_unmeasured(rbd, scores, years) for rbd in cell.group]
            group = tuple(r for r, one in zip(cell.group, absent, strict=True) if one is None)
            compared = tuple(r for r in cell.compared if _unmeasured(r, scores, years) is None)
            lost += [one for one in absent if one is not None]
            if group and compared:
                kept.append(MatchedCell(cell.cell, group, compared))
            else:
                lost += [Lost(rbd, COMPARISON_LOST) for rbd in group]
        return Matching(tuple(kept), tuple(sorted(lost, key=lambda one: one.rbd)))

    def panel(self, scores: Observations, years: Iterable[int]) -> Panel:
        """The scores of the matched schools in these years, with their weights."""
        sides = [(rbd, 1.0, True) for rbd in self.group()]
        sides += [(rbd, float(weight), False) for rbd, weight in self.weights().items()]
        wanted = sorted(set(years))
        return Panel.of(
            [
                (rbd, year, found.score, weight, in_group)
                for rbd, weight, in_group in sides
                for year in wanted
                if (found := observation_of(scores, rbd, year)).score is not None
            ]
        )


def match_schools(
    group: Iterable[School],
    candidates: Iterable[School],
    *,
    baseline_year: int,
    bands: Bands = Bands(),
) -> Matching:
    """The group's schools beside the candidates of their cell, as both were in the baseline year.

    Who may be a candidate is decided before; a school on both sides is one of the group.
    """
    grouped, lost = _by_cell(group, baseline_year, bands)
    own = {rbd for rbds in grouped.values() for rbd in rbds} | {one.rbd for one in lost}
    comparable, _ = _by_cell(
        (one for one in candidates if one.rbd not in own), baseline_year, bands
    )
    lost += [
        Lost(rbd, NO_COMPARISON)
        for cell, rbds in grouped.items()
        if cell not in comparable
        for rbd in rbds
    ]
    cells = [
        MatchedCell(cell, tuple(sorted(rbds)), tuple(sorted(comparable[cell])))
        for cell, rbds in grouped.items()
        if cell in comparable
    ]
    return Matching(
        tuple(sorted(cells, key=lambda one: one.group)),
        tuple(sorted(lost, key=lambda one: one.rbd)),
    )


def observation_of(scores: Observations, rbd: Rbd, year: int) -> Observation:
    """What is known of a school's test in a year."""
    years: Mapping[int, Observation] = scores.get(rbd, {})
    return years.get(year, NOTHING)


def _by_cell(
    schools: Iterable[School], year: int, bands: Bands
) -> tuple[dict[Cell, set[Rbd]], list[Lost]]:
    cells: dict[Cell, set[Rbd]] = defaultdict(set)
    lost = []
    for school in schools:
        cell = _cell(school, bands)
        if cell is not None:
            cells[cell].add(school.rbd)
        elif school.baseline.score is None:
            lost.append(Lost(school.rbd, school.baseline.missing or "not_published", year))
        else:
            lost.append(Lost(school.rbd, CHARACTERISTIC_UNKNOWN, year))
    return dict(cells), lost


def _cell(school: School, bands: Bands) -> Cell | None:
    """None where the school has no score, or lacks something that it is matched by."""
    score, pupils = school.baseline.score, school.baseline.pupils
    if score is None or (bands.pupils is not None and not pupils):
        return None
    alike = [_ALIKE[characteristic](school) for characteristic in bands.exactly]
    if None in alike:
        return None
    return Cell(
        score // bands.score * bands.score,
        None if bands.pupils is None else _band_of(pupils or 0, bands.pupils),
        **dict(zip(bands.exactly, alike, strict=True)),
    )


_ALIKE: dict[Characteristic, Callable[[School], Any]] = {
    Characteristic.SOCIOECONOMIC_GROUP: lambda school: school.socioeconomic_group,
    Characteristic.DEPENDENCY: lambda school: kind_of_sostenedor(school.dependency),
    Characteristic.RURAL: lambda school: school.rural,
}


def _band_of(pupils: int, starts: tuple[int, ...]) -> int:
    return (0, *starts)[bisect_right(starts, pupils)]


def _unmeasured(rbd: Rbd, scores: Observations, years: Sequence[int]) -> Lost | None:
    for year in sorted(years):
        found = observation_of(scores, rbd, year)
        if found.score is None:
            return Lost(rbd, found.missing or "not_published", year)
    return None
