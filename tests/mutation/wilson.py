"""Wilson's interval of a proportion: honest near 0 and 1 too, where the usual one leaves them."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple


class Interval(NamedTuple):
    """Both ends of an interval, between 0 and 1."""

    low: float
    high: float


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """The interval that holds the true proportion with this confidence.

    Source: Wilson, *Probable inference, the law of succession, and statistical inference*, Journal
    of the American Statistical Association 22 (1927). Raises ValueError without trials.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"{successes} of {trials} is no proportion")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = successes / trials, z * z / trials
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / trials + weight / trials / 4) / (1 + weight)
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))
