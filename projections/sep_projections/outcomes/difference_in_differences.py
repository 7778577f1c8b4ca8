"""Difference in differences: how much more a group changed than the schools it is compared with.

The regression is `score ~ in_group + later + in_group:later` on each school's mean before and its
mean after, with errors clustered by school. Two means to a school, not one row to a year, because
the errors of a school's years go together and many years of them look like more evidence than they
are (Bertrand, Duflo and Mullainathan, QJE 2004). The estimate is then the group's mean change less
the weighted mean change of the others, which anybody can add up. It tells of an association.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sep_projections.outcomes.panel import Changes, Floats, Panel, changes

FEWEST = 2
"""Schools on each side without which there is no spread to estimate from."""

_CONFIDENCE = 0.95
_NO_SPREAD = 1e-6
"""Points; an error below it is what rounding leaves of zero."""


class TooFewSchoolsError(ValueError):
    """An estimate needs at least two schools on each side with a score in every year."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class SameYearsError(ValueError):
    """The years before and the years after share a year, or one of them has none."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Difference:
    """The change of the group less the change of those compared, in points."""

    estimate: float
    standard_error: float
    low: float
    """Of the interval of 95 %."""
    high: float
    t: float | None
    """None, as is `p_value`, where all schools of a side changed alike: there is no spread."""
    p_value: float | None
    schools_in_group: int
    schools_compared: int
    observations: int
    """Means that the regression stands on: two for each school."""


def difference_in_differences(
    panel: Panel, *, before: Sequence[int], after: Sequence[int]
) -> Difference:
    """The estimate from the schools with a score in every year of `before` and of `after`.

    Raises SameYearsError and TooFewSchoolsError.
    """
    if not before or not after or set(before) & set(after):
        raise SameYearsError
    measured = changes(panel, before=before, after=after)
    in_group = int(measured.in_group.sum())
    compared = len(measured.rbd) - in_group
    if min(in_group, compared) < FEWEST:
        raise TooFewSchoolsError
    estimate, error, low, high, t, p_value = _fitted(measured)
    return Difference(
        estimate, error, low, high, t, p_value, in_group, compared, 2 * len(measured.rbd)
    )


def _fitted(
    measured: Changes,
) -> tuple[float, float, float, float, float | None, float | None]:
    """The coefficient of in_group:later, its error, interval, t and p."""
    from statsmodels.regression.linear_model import WLS  # noqa: PLC0415  two seconds to load

    model = WLS(
        np.concatenate([measured.before, measured.after]),
        _design(measured),
        weights=np.tile(measured.weight, 2),
    )
    schools = {"groups": np.tile(measured.rbd, 2)}
    with np.errstate(divide="ignore", invalid="ignore"):  # an error of zero
        fit = model.fit(cov_type="cluster", cov_kwds=schools, use_t=True)
        estimate, error = float(fit.params[-1]), float(fit.bse[-1])
        if not error > _NO_SPREAD:
            return estimate, 0.0, estimate, estimate, None, None
        low, high = fit.conf_int(alpha=1 - _CONFIDENCE)[-1]
        return (
            estimate,
            error,
            float(low),
            float(high),
            float(fit.tvalues[-1]),
            float(fit.pvalues[-1]),
        )


def _design(measured: Changes) -> Floats:
    in_group = np.tile(measured.in_group, 2).astype(np.float64)
    later = np.repeat([0.0, 1.0], len(measured.rbd))
    return np.column_stack([np.ones_like(later), in_group, later, in_group * later])
