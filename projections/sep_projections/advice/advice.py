"""What became of the schools of an adviser: before it came, while it was there, after it left.

A school's change is the score of a moment less that of the last test before the adviser came. Means
weigh schools by the pupils tested; changes weigh each school the same, as differences from other
schools do. Below the minimum of schools there is a count and no number. All of it is association.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from functools import cached_property

import numpy as np

from sep_domain.values.money import Clp
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.outcomes.panel import Floats

_CONFIDENCE = 0.95
_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")


class Moment(Enum):
    """A test in the country, told by when the adviser came to a school and left it."""

    BEFORE = 0
    DURING = 1
    AFTER_1 = 2
    AFTER_2 = 3
    AFTER_3 = 4


@dataclass(frozen=True, slots=True)
class Measurement:
    """A score that stands, of one school."""

    year: int
    score: int
    pupils: int


@dataclass(frozen=True, slots=True)
class Stay:
    """An adviser's stay at a school, with what was paid for it and the scores there are."""

    rbd: int
    paid: int
    measured: dict[Moment, Measurement]

    def change(self, moment: Moment) -> int:
        """Points against the baseline; both scores must be there."""
        return self.measured[moment].score - self.measured[Moment.BEFORE].score


@dataclass
class Mean:
    """Scores of a moment. The means are absent below the minimum of schools."""

    schools: int
    pupils: int
    mean: Decimal | None
    """Each school weighing as many as its pupils tested; one decimal."""
    school_mean: Decimal | None


@dataclass
class Estimate:
    """Points, with an interval of 95 % where there are schools enough."""

    schools: int
    pupils: int
    """Tested at the later moment."""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def above_zero(self) -> tuple[float, float, float] | None:
        """Estimate and interval, where all of it lies above zero."""
        if self.estimate is None or self.low is None or self.high is None or self.low <= 0:
            return None
        return self.estimate, self.low, self.high


@dataclass
class Cost:
    """Pesos for each pupil tested and each point that its school changed; two decimals."""

    estimate: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Advice:
    """Stays that are looked at together: of an adviser, of a kind of contract, of a market."""

    stays: Sequence[Stay]

    def at(self, *moments: Moment) -> list[Stay]:
        """The stays with a score at each of these moments."""
        return [stay for stay in self.stays if all(one in stay.measured for one in moments)]

    def mean(self, moment: Moment) -> Mean:
        """What its schools scored at a moment."""
        return mean_of([stay.measured[moment] for stay in self.at(moment)])

    def change(self, moment: Moment) -> Estimate:
        """How far its schools had come by a moment, of those that have both scores."""
        return change_of(self.at(Moment.BEFORE, moment), moment)

    def persistence(self, moment: Moment) -> Decimal | None:
        """Share of the gain that is left at a moment after the end, in percent.

        Of the schools with all three scores. None where the interval of their gain is not above
        zero: there is no gain to keep.
        """
        stays = self.at(Moment.BEFORE, Moment.DURING, moment)
        return share_kept(change_of(stays, Moment.DURING), change_of(stays, moment))

    @cached_property
    def cost_per_pupil(self) -> Clp | None:
        """What was paid for the schools tested while advised, for each of their pupils tested.

        Absent where no payment is known, which does not say that the advice cost nothing.
        """
        stays = self.at(Moment.BEFORE, Moment.DURING)
        pupils = sum(stay.measured[Moment.DURING].pupils for stay in stays)
        paid = Decimal(sum(stay.paid for stay in stays))
        if len(stays) < MINIMUMS.for_mean or not pupils or not paid:
            return None
        return Clp(int(_rounded(paid / pupils, Decimal(1))))

    def cost_per_point(self, gain: Estimate) -> Cost | None:
        """Of a gain, with its interval; None where that of the gain is not above zero."""
        points = gain.above_zero
        if self.cost_per_pupil is None or points is None:
            return None
        estimate, low, high = points
        pesos = self.cost_per_pupil
        return Cost(_per(pesos, estimate), _per(pesos, high), _per(pesos, low))


def mean_of(measured: Sequence[Measurement]) -> Mean:
    """The mean of scores, by pupils and by schools."""
    pupils = sum(one.pupils for one in measured)
    if len(measured) < MINIMUMS.for_mean or not pupils:
        return Mean(len(measured), pupils, None, None)
    weighted = Decimal(sum(one.score * one.pupils for one in measured)) / pupils
    plain = Decimal(sum(one.score for one in measured)) / len(measured)
    return Mean(len(measured), pupils, _rounded(weighted, _TENTH), _rounded(plain, _TENTH))


def change_of(stays: Sequence[Stay], moment: Moment) -> Estimate:
    """The mean change of schools that have both scores, each weighing the same."""
    pupils = sum(stay.measured[moment].pupils for stay in stays)
    if len(stays) < MINIMUMS.for_mean:
        return Estimate(len(stays), pupils)
    points = np.array([stay.change(moment) for stay in stays], np.float64)
    if len(stays) < MINIMUMS.for_interval:
        return Estimate(len(stays), pupils, float(points.mean()))
    schools = np.array([stay.rbd for stay in stays], np.int64)
    return Estimate(len(stays), pupils, *_fitted(points, schools))


def share_kept(gain: Estimate, left: Estimate) -> Decimal | None:
    """What is left as a percentage of a gain that is told from zero; one decimal."""
    points = gain.above_zero
    if points is None or left.estimate is None:
        return None
    return _rounded(Decimal(100 * left.estimate / points[0]), _TENTH)


def _fitted(points: Floats, schools: Iterable[int]) -> tuple[float, float, float]:
    """A mean and its interval, errors clustered by school."""
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415  two seconds to load

    fit = OLS(points, np.ones_like(points)).fit(
        cov_type="cluster", cov_kwds={"groups": schools}, use_t=True
    )
    low, high = fit.conf_int(alpha=1 - _CONFIDENCE)[0]
    return float(fit.params[0]), float(low), float(high)


def _per(pesos: Clp, points: float) -> Decimal:
    return _rounded(pesos / Decimal(points), _HUNDREDTH)


def _rounded(number: Decimal, to: Decimal) -> Decimal:
    return number.quantize(to, ROUND_HALF_EVEN) + 0  # a zero without sign
