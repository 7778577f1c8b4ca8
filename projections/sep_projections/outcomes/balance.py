"""Balance: how alike the two sides were in the baseline year, before matching and after it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency
from sep_projections.outcomes.matching import Matching
from sep_projections.outcomes.panel import Floats
from sep_projections.outcomes.schools import School, kind_of_sostenedor

_HOLDERS = (Dependency.MUNICIPAL, Dependency.SLEP, Dependency.PARTICULAR_SUBVENCIONADO)
_GROUPS = {group: place for place, group in enumerate(SocioeconomicGroup, 1)}


@dataclass(frozen=True)
class Sides:
    """The mean of a variable on both sides; None where it is known of no school."""

    group: float | None
    compared: float | None
    standardized: float | None
    """Group less compared, over the standard deviation of the two sides before matching; None
    where there is no spread to measure by."""


@dataclass(frozen=True)
class Balance:
    """A variable of the baseline year; shares are in percent."""

    variable: str
    before: Sides
    """Every group school with a baseline score beside every candidate."""
    after: Sides
    """The matched schools beside those they are compared with, by weight."""


def balance(
    group: Sequence[School], candidates: Sequence[School], matching: Matching
) -> list[Balance]:
    """Each variable on both sides, before matching and after it."""
    ones = np.ones(len(group)), np.ones(len(candidates))
    after = (
        _weights(group, dict.fromkeys(matching.group(), Fraction(1))),
        _weights(candidates, matching.weights()),
    )
    return [
        _balance(name, _column(group, value), _column(candidates, value), ones, after)
        for name, value in _VARIABLES.items()
    ]


def _balance(name: str, group: Floats, compared: Floats, ones: "_Pair", after: "_Pair") -> Balance:
    spread = np.sqrt((_variance(group) + _variance(compared)) / 2)
    return Balance(
        name, _sides(group, compared, ones, spread), _sides(group, compared, after, spread)
    )


_Pair = tuple[Floats, Floats]


def _sides(group: Floats, compared: Floats, weights: _Pair, spread: float) -> Sides:
    one, other = _mean(group, weights[0]), _mean(compared, weights[1])
    if one is None or other is None or not spread > 0:
        return Sides(one, other, None)
    return Sides(one, other, (one - other) / spread)


def _mean(values: Floats, weights: Floats) -> float | None:
    known = ~np.isnan(values) & (weights > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else None


def _variance(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.var(ddof=1)) if len(known) > 1 else 0.0


def _weights(schools: Sequence[School], weights: Mapping[Rbd, Fraction]) -> Floats:
    return np.array([weights.get(one.rbd, 0) for one in schools], np.float64)


def _column(schools: Sequence[School], value: Callable[[School], float | None]) -> Floats:
    return np.array([value(one) for one in schools], np.float64)


def _is_held_by(dependency: Dependency) -> Callable[[School], float | None]:
    return lambda one: (
        None
        if one.dependency is None
        else 100.0 * (kind_of_sostenedor(one.dependency) is dependency)
    )


_VARIABLES: dict[str, Callable[[School], float | None]] = {
    "baseline_score": lambda one: one.baseline.score,
    "pupils_tested": lambda one: one.baseline.pupils,
    "enrolment": lambda one: one.enrolment,
    "priority_share": lambda one: one.priority_share,
    "socioeconomic_group": lambda one: (
        None if one.socioeconomic_group is None else _GROUPS[one.socioeconomic_group]
    ),
    "rural_share": lambda one: None if one.rural is None else 100.0 * one.rural,
    **{f"{dependency}_share": _is_held_by(dependency) for dependency in _HOLDERS},
}
