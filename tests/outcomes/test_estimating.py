"""The promise: an estimate is the one that the statistics library's formula language gives on the
same rows, and the one that a closed form gives, to 1e-8; and it has the symmetries of its meaning.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_projections.outcomes.difference_in_differences import (
    Difference,
    SameYearsError,
    TooFewSchoolsError,
    difference_in_differences,
)
from sep_projections.outcomes.panel import (
    Integers,
    Panel,
    ScoreTwiceError,
    UnevenPanelError,
    changes,
)
from tests.outcomes.closed_form import weighted_difference
from tests.outcomes.formula import figures, fitted

BEFORE, AFTER = [2014, 2015], [2016, 2018]


def panel(seed: int, *, group: int = 12, compared: int = 30) -> Panel:
    """Schools with scores in all four years, those compared with weights of their own."""
    chance = np.random.default_rng(seed)
    years = np.array(BEFORE + AFTER)
    rbd = np.repeat(np.arange(1, group + compared + 1), len(years))
    in_group = rbd <= group
    weight = np.where(in_group, 1.0, chance.uniform(0.2, 3, group + compared)[rbd - 1])
    lasting = chance.normal(250, 20, group + compared)[rbd - 1]
    score = np.round(lasting + chance.normal(0, 10, len(rbd)))
    return Panel(rbd, np.tile(years, group + compared), score, weight, in_group)


def figures_of(found: Difference) -> tuple[float | None, ...]:
    return (
        found.estimate,
        found.standard_error,
        found.low,
        found.high,
        found.t,
        found.p_value,
    )


def reordered(given: Panel, order: Integers) -> Panel:
    return Panel(
        given.rbd[order],
        given.year[order],
        given.score[order],
        given.weight[order],
        given.in_group[order],
    )


@pytest.mark.parametrize("seed", range(5))
def test_an_estimate_is_the_one_of_the_formula_language(seed: int) -> None:
    measured = panel(seed)
    rows = [
        (rbd, measured.in_group[its][0], later, measured.score[its & when].mean(), weight)
        for rbd in np.unique(measured.rbd)
        for its in [measured.rbd == rbd]
        for weight in [measured.weight[its][0]]
        for later, when in enumerate(
            [np.isin(measured.year, BEFORE), np.isin(measured.year, AFTER)]
        )
    ]
    found = difference_in_differences(measured, before=BEFORE, after=AFTER)

    expected = figures(fitted(*zip(*rows, strict=True)))
    assert figures_of(found) == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert found.observations == len(rows)


@pytest.mark.parametrize("seed", range(5))
def test_an_estimate_is_the_one_of_the_closed_form(seed: int) -> None:
    measured = panel(seed)
    each = changes(measured, before=BEFORE, after=AFTER)

    found = difference_in_differences(measured, before=BEFORE, after=AFTER)

    expected = weighted_difference(each.after - each.before, each.weight, each.in_group)
    assert figures_of(found)[:2] == pytest.approx(expected, rel=1e-8, abs=1e-8)


@given(seed=st.integers(0, 10_000), constant=st.integers(-200, 200))
def test_a_constant_added_to_every_score_changes_nothing(seed: int, constant: int) -> None:
    measured = panel(seed)
    shifted = replace(measured, score=measured.score + constant)
    one = difference_in_differences(measured, before=BEFORE, after=AFTER)
    other = difference_in_differences(shifted, before=BEFORE, after=AFTER)
    assert (other.estimate, other.standard_error) == pytest.approx(
        (one.estimate, one.standard_error), abs=1e-6
    )


@given(seed=st.integers(0, 10_000))
def test_a_hard_test_for_everybody_changes_nothing(seed: int) -> None:
    measured = panel(seed)
    harder = replace(measured, score=measured.score - 7 * (measured.year == AFTER[0]))
    one = difference_in_differences(measured, before=BEFORE, after=AFTER)
    other = difference_in_differences(harder, before=BEFORE, after=AFTER)
    assert other.estimate == pytest.approx(one.estimate, abs=1e-6)


@given(seed=st.integers(0, 10_000))
def test_swapping_the_sides_flips_the_sign(seed: int) -> None:
    measured = panel(seed)
    swapped = replace(measured, in_group=~measured.in_group)
    one = difference_in_differences(measured, before=BEFORE, after=AFTER)
    other = difference_in_differences(swapped, before=BEFORE, after=AFTER)
    assert other.estimate == pytest.approx(-one.estimate, abs=1e-6)
    assert other.standard_error == pytest.approx(one.standard_error, abs=1e-6)


@given(seed=st.integers(0, 10_000), shuffle=st.integers(0, 10_000))
def test_the_order_of_rows_is_irrelevant(seed: int, shuffle: int) -> None:
    measured = panel(seed)
    order = np.random.default_rng(shuffle).permutation(len(measured.rbd))
    one = difference_in_differences(measured, before=BEFORE, after=AFTER)
    other = difference_in_differences(reordered(measured, order), before=BEFORE, after=AFTER)
    assert (other.estimate, other.standard_error) == pytest.approx(
        (one.estimate, one.standard_error), abs=1e-6
    )


def test_a_school_that_lacks_a_year_is_left_out() -> None:
    measured = panel(1)
    without = reordered(measured, np.flatnonzero(~((measured.rbd == 3) & (measured.year == 2018))))
    found = difference_in_differences(without, before=BEFORE, after=AFTER)
    assert (found.schools_in_group, found.schools_compared) == (11, 30)
    absent = reordered(measured, np.flatnonzero(measured.rbd != 3))
    assert found == difference_in_differences(absent, before=BEFORE, after=AFTER)


def test_schools_that_all_change_alike_leave_no_spread_and_no_test() -> None:
    rows = [(rbd, 2014, 200.0 + rbd, 1.0, rbd < 12) for rbd in range(30)]
    rows += [(rbd, 2016, 200.0 + rbd + 5 * (rbd < 12), 1.0, rbd < 12) for rbd in range(30)]
    found = difference_in_differences(Panel.of(rows), before=[2014], after=[2016])
    assert found.estimate == pytest.approx(5)
    assert (found.standard_error, found.t, found.p_value) == (0, None, None)
    assert found.low == found.estimate == found.high


def test_too_few_schools_on_a_side_give_no_estimate() -> None:
    with pytest.raises(TooFewSchoolsError):
        difference_in_differences(panel(1, group=1), before=BEFORE, after=AFTER)
    with pytest.raises(TooFewSchoolsError):
        difference_in_differences(panel(1, compared=1), before=BEFORE, after=AFTER)


def test_the_years_before_are_others_than_the_years_after() -> None:
    for before, after in (([2014], [2014, 2016]), ([], [2016]), ([2014], [])):
        with pytest.raises(SameYearsError):
            difference_in_differences(panel(1), before=before, after=after)


def test_a_panel_has_one_score_for_a_school_and_year() -> None:
    row = (1, 2014, 250.0, 1.0, True)
    with pytest.raises(ScoreTwiceError):
        Panel.of([row, row])
    measured = Panel.of([row])
    with pytest.raises(UnevenPanelError):
        replace(measured, score=np.array([1.0, 2.0]))
    assert len(Panel.of([]).rbd) == 0
