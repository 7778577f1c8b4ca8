"""Series and estimates of a matched group, as they are shown: no number without enough schools."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import lcm

from sep_domain.values.identifiers import Rbd
from sep_projections.outcomes.difference_in_differences import Difference, difference_in_differences
from sep_projections.outcomes.matching import Matching, observation_of
from sep_projections.outcomes.minimums import MINIMUMS, Minimums
from sep_projections.outcomes.schools import Observations

Weights = Mapping[Rbd, Fraction]

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Point:
    """The mean of some schools in a year."""

    year: int
    mean: Decimal | None
    """Of the schools' scores by their weight, with one decimal; None below the minimum."""
    schools: int
    """Schools with a score that stands."""
    pupils: int
    """Pupils tested there, without weight; a school whose pupils are not known adds none."""


@dataclass(frozen=True)
class Side:
    """One side of an estimate: the same schools before and after."""

    schools: int
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    """Rounded on its own, so it may differ by a tenth from the two means as shown."""


@dataclass(frozen=True)
class Estimate:
    """Both sides over the same years, and their difference where there are enough schools."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    group: Side
    compared: Side
    difference: Difference | None


def series(
    weights: Weights,
    scores: Observations,
    years: Iterable[int],
    *,
    minimums: Minimums = MINIMUMS,
) -> list[Point]:
    """The mean of some schools in each year, of those that have a score in it."""
    return [_point(weights, scores, year, minimums) for year in sorted(set(years))]


def estimate_of(
    matching: Matching,
    scores: Observations,
    *,
    before: Sequence[int],
    after: Sequence[int],
    minimums: Minimums = MINIMUMS,
) -> Estimate:
    """The estimate among the matched schools with a score in every year. Raises SameYearsError."""
    years = [*before, *after]
    stayed = matching.measured(scores, years)
    group: Weights = dict.fromkeys(stayed.group(), Fraction(1))
    compared = stayed.weights()
    difference = None
    if min(len(group), len(compared)) >= minimums.for_interval:
        panel = stayed.panel(scores, years)
        difference = difference_in_differences(panel, before=before, after=after)
    return Estimate(
        tuple(before),
        tuple(after),
        _side(group, scores, before, after, minimums),
        _side(compared, scores, before, after, minimums),
        difference,
    )


def side_by_itself(
    weights: Weights,
    scores: Observations,
    *,
    before: Sequence[int],
    after: Sequence[int],
    minimums: Minimums = MINIMUMS,
) -> Side:
    """What some schools did by themselves, of those with a score in every year."""
    kept = {
        rbd: weight
        for rbd, weight in weights.items()
        if all(observation_of(scores, rbd, year).score is not None for year in (*before, *after))
    }
    return _side(kept, scores, before, after, minimums)


def one_decimal(value: Fraction) -> Decimal:
    """One decimal, a half to the even digit."""
    tenths = round(value * 10)
    return (Decimal(tenths) / 10).quantize(_TENTH, ROUND_HALF_EVEN)


def _point(weights: Weights, scores: Observations, year: int, minimums: Minimums) -> Point:
    found = {rbd: observation_of(scores, rbd, year) for rbd in weights}
    scored = {rbd: one for rbd, one in found.items() if one.score is not None}
    mean = _mean(weights, scores, [year], scored) if len(scored) >= minimums.for_mean else None
    pupils = sum(one.pupils or 0 for one in scored.values())
    return Point(year, None if mean is None else one_decimal(mean), len(scored), pupils)


def _side(
    weights: Weights,
    scores: Observations,
    before: Sequence[int],
    after: Sequence[int],
    minimums: Minimums,
) -> Side:
    if len(weights) < minimums.for_mean:
        return Side(len(weights), None, None, None)
    early, late = (_mean(weights, scores, years, weights) for years in (before, after))
    return Side(len(weights), one_decimal(early), one_decimal(late), one_decimal(late - early))


def _mean(
    weights: Weights, scores: Observations, years: Sequence[int], schools: Iterable[Rbd]
) -> Fraction:
    """Of schools that have a score in each of the years, in whole numbers up to the last step."""
    taken = {rbd: weights[rbd] for rbd in schools}
    shared = lcm(*{weight.denominator for weight in taken.values()})
    points = whole = 0
    for rbd, weight in taken.items():
        share = weight.numerator * (shared // weight.denominator)
        its = scores[rbd]
        points += share * sum(its[year].score or 0 for year in years)
        whole += share
    return Fraction(points, whole * len(years))
