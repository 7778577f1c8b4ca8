"""The promise: what is told of advised schools stands on schools enough, its interval is the usual
one of a mean, and they are compared with schools alike that nobody advised meanwhile."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency
from sep_projections.advice.advice import (
    Advice,
    Estimate,
    Measurement,
    Moment,
    Stay,
    change_of,
    share_kept,
)
from sep_projections.advice.adviser_comparison import Comparable, comparison_at, persistence
from sep_projections.outcomes.schools import Observation, School

BEFORE, DURING, AFTER = Moment.BEFORE, Moment.DURING, Moment.AFTER_1


def stay(rbd: int, *scores: int, since: int = 2015, pupils: int = 30, paid: int = 0) -> Stay:
    """Scores of successive years from the test before on."""
    years = zip(Moment, range(since, since + 5), scores, strict=False)
    measured = {moment: Measurement(year, score, pupils) for moment, year, score in years}
    return Stay(rbd, paid, measured)


def country(
    scores: dict[int, tuple[int, ...]], advised: dict[int, tuple[int, int]] | None = None
) -> Comparable:
    """Schools alike but for their scores, from 2015 on."""
    schools: dict[int, dict[Rbd, School]] = {}
    for rbd, row in scores.items():
        for year, score in enumerate(row, start=2015):
            school = School(
                Rbd(rbd),
                Observation(score, 30),
                SocioeconomicGroup.BAJO,
                Dependency.MUNICIPAL_DAEM,
                rural=False,
            )
            schools.setdefault(year, {})[Rbd(rbd)] = school
    return Comparable(schools, {Rbd(rbd): [span] for rbd, span in (advised or {}).items()})


@given(st.lists(st.integers(-60, 60), min_size=10, max_size=40))
def test_the_interval_of_a_change_is_that_of_a_mean(changes: list[int]) -> None:
    found = change_of([stay(n, 200, 200 + by) for n, by in enumerate(changes, 1)], DURING)
    mean, error = np.mean(changes), stats.sem(changes)
    reach = stats.t.ppf(0.975, len(changes) - 1) * error
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (mean, mean - reach, mean + reach), rel=1e-8, abs=1e-8
    )


@pytest.mark.parametrize(("schools", "estimated", "bounded"), [(4, 0, 0), (5, 1, 0), (10, 1, 1)])
def test_a_number_needs_schools_enough(schools: int, estimated: bool, bounded: bool) -> None:
    advice = Advice([stay(n, 200, 210 + n) for n in range(schools)])
    found = advice.change(DURING)
    assert found.schools == schools
    assert (found.estimate is not None, found.low is not None) == (estimated, bounded)
    assert (advice.mean(DURING).mean is not None) == estimated


def test_a_mean_weighs_pupils_and_a_change_weighs_schools() -> None:
    big = stay(1, 200, 250, pupils=60)
    advice = Advice([big, *(stay(n, 200, 200, pupils=10) for n in range(2, 6))])
    assert (advice.mean(DURING).mean, advice.mean(DURING).school_mean) == (
        Decimal("230.0"),
        Decimal("210.0"),
    )
    assert advice.change(DURING).estimate == 10


def test_what_is_kept_is_of_the_schools_with_all_three_scores() -> None:
    whole = [stay(n, 200, 220 + n % 2, 210) for n in range(10)]
    gone = [stay(n, 200, 300) for n in range(10, 20)]
    assert Advice([*whole, *gone]).persistence(AFTER) == Decimal("48.8")  # 10 of 20.5


def test_where_no_gain_is_told_from_zero_there_is_none_to_keep() -> None:
    changed = [stay(n, 200, 200 + (9 if n % 2 else -8), 200) for n in range(10)]
    assert Advice(changed).persistence(AFTER) is None
    assert share_kept(Estimate(9, 90, 20.0), Estimate(9, 90, 10.0)) is None


def test_a_cost_turns_the_bounds_of_the_gain_around() -> None:
    advice = Advice([stay(n, 200, 218 + n % 5, paid=3_000_000) for n in range(10)])
    gain = advice.change(DURING)
    cost = advice.cost_per_point(gain)
    assert advice.cost_per_pupil == 100_000
    assert cost is not None
    assert gain.low is not None
    assert gain.high is not None
    assert float(cost.estimate) == pytest.approx(100_000 / 20, abs=0.01)
    assert float(cost.low) == pytest.approx(100_000 / gain.high, abs=0.01)
    assert float(cost.high) == pytest.approx(100_000 / gain.low, abs=0.01)
    assert Advice([stay(n, 200, 218) for n in range(10)]).cost_per_pupil is None


def test_schools_are_compared_with_those_alike_and_not_advised_meanwhile() -> None:
    group = {n: (204, 224 + n % 3, 210) for n in range(1, 13)}
    alike = {n: (206, 211 + n % 2, 214) for n in range(101, 121)}
    others = dict.fromkeys(range(201, 211), (206, 280, 280)) | {301: (290, 300, 300)}
    advised = dict.fromkeys(range(1, 13), (2016, 2016)) | {
        **dict.fromkeys(range(201, 206), (2014, 2015)),  # at work at the test before
        **dict.fromkeys(range(206, 211), (2016, 2018)),  # came meanwhile
        **dict.fromkeys(range(101, 111), (2017, 2017)),  # came when all was measured
    }
    known = country({**group, **alike, **others}, advised)
    found = comparison_at([stay(n, *row) for n, row in group.items()], known, DURING)
    assert (found.schools, found.schools_compared, found.lost) == (12, 20, [])
    assert (found.change, found.change_compared) == (Decimal(21), Decimal("5.5"))
    assert found.difference.estimate == pytest.approx(15.5)
    assert found.difference.low is not None
    assert found.difference.low > 10
    # By the test after, ten of them have been advised.
    later = comparison_at([stay(n, *row) for n, row in group.items()], known, AFTER)
    assert later.schools_compared == 10
    assert later.change_compared == 8


def test_a_school_that_serves_two_years_of_beginning_counts_once() -> None:
    early = [stay(n, 204, 214) for n in range(1, 11)]
    late = [stay(n, 204, 234, since=2016) for n in range(11, 17)]
    alike = dict.fromkeys(range(101, 111), (205, 207, 211))
    own = dict.fromkeys(range(1, 11), (204, 214)) | dict.fromkeys(range(11, 17), (0, 204, 234))
    advised = dict.fromkeys(range(1, 17), (2015, 2020))
    found = comparison_at([*early, *late], country({**alike, **own}, advised), DURING)
    assert (found.schools, found.schools_compared) == (16, 10)
    assert found.change == Decimal("17.5")  # (10 * 10 + 6 * 30) / 16
    # Each of them weighs as 10/10 of the early and 6/10 of the late.
    assert found.change_compared == Decimal("2.8")  # (10 * 2 + 6 * 4) / 16, half to even
    assert found.difference.estimate == pytest.approx((280 - 44) / 16)


def test_a_school_without_a_like_is_lost_and_named() -> None:
    known = country({1: (204, 214), 2: (350, 360), 101: (206, 216)}, {1: (2016, 2016)})
    found = comparison_at([stay(1, 204, 214), stay(2, 350, 360)], known, DURING)
    assert [(one.rbd, one.reason) for one in found.lost] == [(2, "no_comparison")]
    assert (found.schools, found.change, found.difference.estimate) == (1, None, None)


def test_what_is_kept_beside_schools_alike() -> None:
    group = {n: (204, 224 + n % 2, 215) for n in range(1, 13)}
    alike = {n: (205, 207 + n % 2, 208 + n % 2) for n in range(101, 121)}
    known = country({**group, **alike}, dict.fromkeys(range(1, 13), (2016, 2016)))
    stays = [stay(n, *row) for n, row in group.items()]
    assert persistence(stays, known, AFTER) == Decimal("41.7")  # 7.5 of 18
