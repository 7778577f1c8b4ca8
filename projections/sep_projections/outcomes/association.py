"""How two things of schools go together: correlations with their intervals, no cause."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.outcomes.panel import Floats

_CONFIDENCE = 0.95


@dataclass
class Correlation:
    """From -1 to 1, with an interval of 95 % by Fisher's transformation."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Association:
    """Correlations of the same schools; absent below the minimum, or where all have the same."""

    schools: int
    pearson: Correlation | None
    """Of the values themselves."""
    spearman: Correlation | None
    """Of their ranks, which no single school can carry."""


def association_of(one: Floats, other: Floats) -> Association:
    """How two measures of the same schools, in the same order, go together."""
    schools = len(one)
    if schools < MINIMUMS.for_interval or np.ptp(one) == 0 or np.ptp(other) == 0:
        return Association(schools, None, None)
    from scipy.stats import rankdata  # noqa: PLC0415  a second to load

    return Association(
        schools, _correlation(one, other), _correlation(rankdata(one), rankdata(other))
    )


def _correlation(one: Any, other: Any) -> Correlation:
    from scipy.stats import pearsonr  # noqa: PLC0415

    found = pearsonr(one, other)
    interval = found.confidence_interval(_CONFIDENCE)
    return Correlation(float(found.statistic), float(interval.low), float(interval.high))
