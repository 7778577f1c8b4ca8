"""Difference in differences written out, without a statistics library."""

import numpy as np

from sep_projections.outcomes.panel import Booleans, Floats


def weighted_difference(change: Floats, weight: Floats, in_group: Booleans) -> tuple[float, float]:
    """The difference of the weighted mean changes of two sides, and its standard error.

    Each side adds the squares of its weighted deviations, over its whole weight squared; the
    correction is that of errors clustered by school in a regression of two rows to a school with
    four coefficients.
    """
    n = len(change)
    means, variances = [], []
    for side in (in_group, ~in_group):
        w, d = weight[side], change[side]
        mean = (w * d).sum() / w.sum()
        means.append(mean)
        variances.append(((w * (d - mean)) ** 2).sum() / w.sum() ** 2)
    correction = n / (n - 1) * (2 * n - 1) / (2 * n - 4)
    return means[0] - means[1], float(np.sqrt(correction * sum(variances)))
