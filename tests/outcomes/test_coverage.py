"""The promise: over a thousand generated countries the interval of 95 % holds the truth in 93 to 97
of a hundred, whether the truth is no difference or one of 8 points; and a group chosen for its low
score, which rises by itself, is not said to differ from schools that began as low.

The seeds are the numbers below, so each run sees the same countries.
"""

from collections.abc import Iterable

import numpy as np
import pytest

from sep_projections.outcomes.comparison import Comparison
from sep_projections.outcomes.difference_in_differences import Difference, difference_in_differences
from sep_projections.outcomes.matching import match_schools
from sep_projections.outcomes.panel import Panel
from sep_projections.outcomes.schools import School
from tests.outcomes.countries import AFTER, BASELINE, BEFORE, YEARS, Country, country


def estimate(given: Country) -> Difference:
    matching = match_schools(given.group, given.candidates, baseline_year=BASELINE)
    panel = matching.panel(given.scores, YEARS)
    return difference_in_differences(panel, before=BEFORE, after=AFTER)


def gain(given: Country, schools: Iterable[School]) -> float:
    """What schools gained from the baseline year on, beside nobody."""
    of_each = [
        np.mean([its[year].score or 0 for year in AFTER]) - (its[BASELINE].score or 0)
        for its in (given.scores[school.rbd] for school in schools)
    ]
    return float(np.mean(of_each))


def unmatched(given: Country) -> Difference:
    """The group beside all others, alike or not."""
    rows = [
        (school.rbd, year, float(given.scores[school.rbd][year].score or 0), 1.0, in_group)
        for in_group, side in ((True, given.group), (False, given.candidates))
        for school in side
        for year in (BASELINE, *AFTER)
    ]
    return difference_in_differences(Panel.of(rows), before=[BASELINE], after=AFTER)


def compared(given: Country) -> Comparison:
    return Comparison(given.group, given.candidates, given.scores, (BASELINE,), AFTER, BASELINE)


def covered(found: Iterable[Difference], truth: float) -> float:
    return float(np.mean([one.low <= truth <= one.high for one in found]))


@pytest.mark.parametrize(
    ("truth", "seeds"),
    [pytest.param(0.0, range(1_000), id="0"), pytest.param(8.0, range(1_000, 2_000), id="8")],
)
def test_the_interval_holds_the_truth_as_often_as_it_says(truth: float, seeds: range) -> None:
    found = [estimate(country(seed, difference=truth)) for seed in seeds]

    assert 0.93 <= covered(found, truth) <= 0.97
    assert np.mean([one.estimate for one in found]) == pytest.approx(truth, abs=0.3)
    spread = np.std([one.estimate for one in found])
    assert np.mean([one.standard_error for one in found]) == pytest.approx(spread, rel=0.08)


def test_a_group_chosen_for_its_low_score_rises_by_itself_and_differs_from_none() -> None:
    countries = [
        country(seed, difference=0, schools=300, threshold=True) for seed in range(2_000, 2_150)
    ]
    found = [compared(one) for one in countries]
    estimates = [one.estimate.difference for one in found if one.estimate.difference]

    assert np.mean([gain(one, one.group) for one in countries]) > 3.5
    assert covered(map(unmatched, countries), 0) < 0.1, "all others are no comparison"
    # What is left is the rest of the selection within a band of ten points.
    assert abs(np.mean([one.estimate for one in estimates])) < 0.5
    assert len(estimates) > 140
    # 95 % of 150 countries, give or take what chance does to it in 99 of 100 runs
    assert 0.89 <= covered(estimates, 0) <= 0.99


def test_schools_of_the_same_band_show_the_rise_that_needs_no_adviser() -> None:
    countries = [
        country(seed, difference=0, schools=300, threshold=True) for seed in range(2_000, 2_030)
    ]
    rises = [
        (gain(one, one.group), float(compared(one).same_band_change().change or 0))
        for one in countries
    ]
    own, band = np.mean(rises, axis=0)
    assert own > 3
    assert band == pytest.approx(own, abs=0.8)
