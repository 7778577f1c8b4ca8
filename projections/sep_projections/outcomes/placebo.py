"""Placebos: the same estimate between two measurements that both lie before.

Where nothing had happened yet the difference should be about zero; where it is not, the two sides
were already moving apart, and the difference afterwards says little.
"""

from collections.abc import Sequence
from itertools import pairwise

from sep_projections.outcomes.comparison_series import Estimate, estimate_of
from sep_projections.outcomes.matching import Matching
from sep_projections.outcomes.minimums import MINIMUMS, Minimums
from sep_projections.outcomes.schools import Observations


def placebos(
    matching: Matching,
    scores: Observations,
    *,
    years: Sequence[int],
    minimums: Minimums = MINIMUMS,
) -> list[Estimate]:
    """One estimate for each two successive years of those measured before."""
    return [
        estimate_of(matching, scores, before=[early], after=[late], minimums=minimums)
        for early, late in pairwise(sorted(set(years)))
    ]
