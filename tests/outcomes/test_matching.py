"""The promise: schools are matched exactly, cell by cell, the same way whatever their order; those
compared weigh as much as the group; and a school that is left out has a reason, so that all add up.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency
from sep_projections.outcomes.balance import balance
from sep_projections.outcomes.comparison import Comparison
from sep_projections.outcomes.comparison_series import one_decimal, series
from sep_projections.outcomes.matching import (
    Bands,
    BandsError,
    Characteristic,
    Lost,
    Matching,
    match_schools,
)
from sep_projections.outcomes.minimums import Minimums
from sep_projections.outcomes.schools import Observation, Observations, School

GROUPS, HOLDERS = tuple(SocioeconomicGroup), tuple(Dependency)


def school(rbd: int, score: int | None, **known: object) -> School:
    given = {
        "socioeconomic_group": SocioeconomicGroup.BAJO,
        "dependency": Dependency.MUNICIPAL,
        "rural": False,
        **known,
    }
    missing = None if score is not None else "too_few_pupils"
    pupils = given.pop("pupils", 30)
    baseline = Observation(score, pupils, missing)  # type: ignore[arg-type]  # of these tests
    return School(Rbd(rbd), baseline, **given)  # type: ignore[arg-type]  # of these tests


def cells(found: Matching) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(cell.group, cell.compared) for cell in found.cells]


schools = st.builds(
    school,
    rbd=st.integers(1, 60),
    score=st.none() | st.integers(200, 240),
    socioeconomic_group=st.none() | st.sampled_from(GROUPS[:2]),
    dependency=st.sampled_from(HOLDERS[:3]),
    rural=st.booleans(),
    pupils=st.integers(0, 50),
)
countries = st.lists(schools, max_size=60, unique_by=lambda one: one.rbd)


def test_schools_of_a_cell_are_compared_and_weigh_together_as_its_group() -> None:
    found = match_schools(
        [school(1, 214), school(2, 210), school(3, 229)],
        [school(11, 219), school(12, 211), school(13, 212), school(14, 220), school(15, 209)],
        baseline_year=2016,
    )
    assert cells(found) == [((1, 2), (11, 12, 13)), ((3,), (14,))]
    assert found.weights() == {
        11: Fraction(2, 3),
        12: Fraction(2, 3),
        13: Fraction(2, 3),
        14: Fraction(1),
    }
    assert found.lost == ()


@pytest.mark.parametrize(
    "other",
    [
        school(11, 209),
        school(11, 220),
        school(11, 214, pupils=19),
        school(11, 214, pupils=40),
        school(11, 214, socioeconomic_group=SocioeconomicGroup.MEDIO_BAJO),
        school(11, 214, dependency=Dependency.SLEP),
        school(11, 214, rural=True),
        school(11, None),
    ],
)
def test_a_school_that_differs_in_anything_is_no_comparison(other: School) -> None:
    found = match_schools([school(1, 214)], [other], baseline_year=2016)
    assert found == Matching((), (Lost(Rbd(1), "no_comparison"),))


def test_a_corporation_and_a_daem_are_both_the_municipality() -> None:
    corporation = school(1, 214, dependency=Dependency.CORPORACION_MUNICIPAL)
    daem = school(11, 214, dependency=Dependency.MUNICIPAL_DAEM)
    assert cells(match_schools([corporation], [daem], baseline_year=2016)) == [((1,), (11,))]


def test_what_is_not_matched_on_may_differ_and_be_unknown() -> None:
    bands = Bands(score=50, pupils=None, exactly=(Characteristic.RURAL,))
    other = school(11, 249, pupils=None, socioeconomic_group=None, dependency=None)
    assert cells(match_schools([school(1, 214)], [other], baseline_year=2016, bands=bands)) == [
        ((1,), (11,))
    ]


def test_a_school_without_a_score_or_a_characteristic_is_lost_with_its_reason() -> None:
    group = [school(1, None), school(2, 214, rural=None), school(3, 214, pupils=0), school(4, 300)]
    found = match_schools(group, [school(11, 214)], baseline_year=2016)
    assert found.lost == (
        Lost(Rbd(1), "too_few_pupils", 2016),
        Lost(Rbd(2), "characteristic_unknown", 2016),
        Lost(Rbd(3), "characteristic_unknown", 2016),
        Lost(Rbd(4), "no_comparison"),
    )


def test_bands_that_cannot_be_are_refused() -> None:
    with pytest.raises(BandsError):
        Bands(score=0)
    with pytest.raises(BandsError):
        Bands(pupils=(40, 20))


@given(country=countries, divided=st.sets(st.integers(1, 60)))
def test_every_school_is_matched_or_lost_and_the_sides_weigh_the_same(
    country: list[School], divided: set[int]
) -> None:
    group = [one for one in country if one.rbd in divided]
    found = match_schools(group, country, baseline_year=2016)
    assert sorted([*found.group(), *(one.rbd for one in found.lost)]) == sorted(
        one.rbd for one in group
    )
    assert sum(found.weights().values()) == len(found.group())
    assert not set(found.weights()) & set(divided)


@given(country=countries, divided=st.sets(st.integers(1, 60)), chance=st.randoms())
def test_the_order_of_schools_is_irrelevant(
    country: list[School], divided: set[int], chance: object
) -> None:
    group = [one for one in country if one.rbd in divided]
    shuffled = country.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random
    again = [one for one in shuffled if one.rbd in divided]
    assert match_schools(group, country, baseline_year=2016) == match_schools(
        again, shuffled, baseline_year=2016
    )


def scores(**by_year: dict[int, int | None]) -> Observations:
    """Scores by school from `y2016={1: 214}`; None is a school that was not tested."""
    found: dict[Rbd, dict[int, Observation]] = {}
    for year, its in by_year.items():
        for rbd, score in its.items():
            missing = None if score is not None else "not_tested"
            found.setdefault(Rbd(rbd), {})[int(year[1:])] = Observation(score, 20, missing)
    return found


def test_a_school_without_a_later_score_is_lost_in_that_year_and_its_cell_weighs_anew() -> None:
    group = [school(1, 214), school(2, 214), school(3, 224)]
    found = match_schools(
        group, [school(11, 214), school(12, 214), school(13, 224)], baseline_year=2016
    )
    later = scores(y2018={1: 220, 2: None, 3: 230, 11: 215, 12: 216, 13: None})

    left = found.measured(later, [2018])

    assert cells(left) == [((1,), (11, 12))]
    assert left.weights() == {11: Fraction(1, 2), 12: Fraction(1, 2)}
    assert left.lost == (Lost(Rbd(2), "not_tested", 2018), Lost(Rbd(3), "comparison_lost"))
    assert found.measured(later, [2019]).lost[0] == Lost(Rbd(1), "no_result", 2019)


def test_a_mean_weighs_schools_and_is_rounded_once_half_to_even() -> None:
    weights = {Rbd(1): Fraction(1, 2), Rbd(2): Fraction(3, 2)}
    (point,) = series(weights, scores(y2018={1: 201, 2: 202}), [2018], minimums=Minimums(2, 2))
    assert (str(point.mean), point.schools, point.pupils) == ("201.8", 2, 40)
    assert [str(one_decimal(Fraction(n, 20))) for n in (1, 3, -1, -3)] == [
        "0.0",
        "0.2",
        "0.0",
        "-0.2",
    ]


def test_below_the_minimum_there_is_no_number_but_the_count() -> None:
    group, candidates = [school(1, 214), school(2, 214)], [school(11, 214), school(12, 214)]
    its = scores(y2016={1: 214, 2: 214, 11: 214, 12: 214}, y2018={1: 220, 2: 225, 11: 210, 12: 216})
    found = Comparison(group, candidates, its, (2016,), (2018,), 2016)
    assert [(point.mean, point.schools) for point in found.group_series()] == [(None, 2)] * 2
    assert found.estimate.difference is None
    assert (found.estimate.group.schools, found.estimate.group.change) == (2, None)
    enough = replace(found, minimums=Minimums(2, 2)).estimate
    assert enough.difference is not None
    assert enough.difference.estimate == pytest.approx(8.5 - -1)


def test_balance_is_shown_before_and_after_in_spreads_of_before() -> None:
    group = [school(1, 210, enrolment=100), school(2, 214, enrolment=200)]
    candidates = [school(11, 212, enrolment=140), school(12, 290, enrolment=None)]
    matching = match_schools(group, candidates, baseline_year=2016)
    score, _, enrolment, priority, *_, rural, municipal, _, _ = balance(group, candidates, matching)
    spread = ((8 + 3042) / 2) ** 0.5  # the mean of both variances
    assert (score.before.group, score.before.compared) == (212, 251)
    assert score.before.standardized == pytest.approx(-39 / spread)
    assert (score.after.group, score.after.compared, score.after.standardized) == (212, 212, 0)
    assert (enrolment.before.group, enrolment.before.compared) == (150, 140)
    assert (priority.before.group, priority.before.standardized) == (None, None)
    assert (rural.after.group, municipal.after.compared) == (0, 100)
