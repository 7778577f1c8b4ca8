"""Difference in differences in the statistics library's own formula language."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import statsmodels.formula.api as smf

TERM = "in_group:later"


def fitted(
    rbd: npt.ArrayLike,
    in_group: npt.ArrayLike,
    later: npt.ArrayLike,
    score: npt.ArrayLike,
    weight: npt.ArrayLike,
) -> Any:
    """The regression of each school's mean before and mean after, errors clustered by school."""
    rows = pd.DataFrame(
        {
            "in_group": np.asarray(in_group, np.float64),
            "later": np.asarray(later, np.float64),
            "score": np.asarray(score, np.float64),
        }
    )
    regression = smf.wls("score ~ in_group * later", rows, weights=np.asarray(weight, np.float64))
    return regression.fit(
        cov_type="cluster", cov_kwds={"groups": np.asarray(rbd, np.int64)}, use_t=True
    )


def figures(fit: Any) -> tuple[float, ...]:
    """Estimate, standard error, bounds of the interval of 95 %, t and p of the difference."""
    low, high = fit.conf_int().loc[TERM]
    return (fit.params[TERM], fit.bse[TERM], low, high, fit.tvalues[TERM], fit.pvalues[TERM])
