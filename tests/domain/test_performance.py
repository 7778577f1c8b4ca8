"""The promise: what a category brings, and when, follows from the days of its orderings alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.performance.consequences import Consequence, Standing, consequences, upcoming
from sep_domain.performance.equivalence import equivalences, equivalent
from sep_domain.performance.plan_countdown import PlanState, plan_countdown
from sep_domain.schools import PerformanceCategory, SepClassification
from sep_domain.statute import Confidence

INSUFICIENTE = PerformanceCategory.INSUFICIENTE
DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))


def ordered(category: PerformanceCategory, *years: int) -> Standing:
    return Standing(category, tuple(date(year, 12, 31) for year in years))


@pytest.mark.parametrize(
    ("category", "classification"),
    [
        ("alto", "autonomo"),
        ("medio", "emergente"),
        ("medio_bajo", "emergente"),
        ("medio_bajo_nuevo", "emergente"),
        ("insuficiente", "en_recuperacion"),
    ],
)
def test_the_law_equates_a_category_with_a_classification(
    category: str, classification: str
) -> None:
    found = equivalent(PerformanceCategory(category), date(2018, 12, 31))
    assert found is not None
    assert found.classification is SepClassification(classification)
    assert (found.article.split(",")[0], found.law) == ("art undécimo transitorio", "20.529")


def test_what_is_no_category_has_no_equivalent_and_none_is_before_the_law() -> None:
    without = set(PerformanceCategory) - {one.category for one in equivalences()}
    assert without == {
        PerformanceCategory.SIN_CATEGORIA_BAJA_MATRICULA,
        PerformanceCategory.SIN_CATEGORIA_FALTA_DE_INFORMACION,
    }
    assert equivalent(INSUFICIENTE, date(2011, 8, 26)) is None
    assert equivalent(INSUFICIENTE, date(2011, 8, 27)) is not None


def test_a_first_insuficiente_has_its_dates() -> None:
    found = consequences(ordered(INSUFICIENTE, 2016), date(2017, 6, 1))
    assert [(due.consequence, due.due_on, due.reached) for due in found] == [
        (Consequence.APOYO, date(2016, 12, 31), True),
        (Consequence.EN_RECUPERACION, date(2018, 3, 1), False),
        (Consequence.VISITA, date(2018, 12, 31), False),
        (Consequence.CARTA_A_FAMILIAS, date(2019, 12, 31), False),
        (Consequence.FIN_DEL_APOYO, date(2020, 12, 31), False),
        (Consequence.PERDIDA_DEL_RECONOCIMIENTO, date(2020, 12, 31), False),
    ]
    assert {(due.consequence, due.article, due.law) for due in found} >= {
        (Consequence.VISITA, "art 23", "20.529"),
        (Consequence.APOYO, "art 29", "20.529"),
        (Consequence.CARTA_A_FAMILIAS, "art 30", "20.529"),
        (Consequence.PERDIDA_DEL_RECONOCIMIENTO, "art 31", "20.529"),
        (Consequence.EN_RECUPERACION, "arts 23 y 24", "20.248"),
    }


@pytest.mark.parametrize(
    ("years", "starts"), [((2016, 2017), 2018), ((2016, 2017, 2018), 2018), ((2018, 2023), 2024)]
)
def test_payments_change_in_the_school_year_after_the_result_is_reiterated(
    years: tuple[int, ...], starts: int
) -> None:
    found = consequences(ordered(INSUFICIENTE, *years), date(2024, 6, 1))
    [due] = [one for one in found if one.consequence is Consequence.EN_RECUPERACION]
    assert (due.due_on, due.reached) == (date(starts, 3, 1), True)
    assert "reiteran" in due.explanation


def test_years_without_an_ordering_leave_the_terms_unverified() -> None:
    sure, unsure = (
        {
            due.consequence: due.confidence
            for due in consequences(ordered(INSUFICIENTE, *years), date(2024, 1, 1))
        }
        for years in ((2018, 2019), (2019, 2023))
    )
    loss = Consequence.PERDIDA_DEL_RECONOCIMIENTO
    assert (sure[loss], unsure[loss]) == (Confidence.VERIFIED, Confidence.UNVERIFIED)
    assert unsure[Consequence.APOYO] is Confidence.VERIFIED  # it began with the first of them


@pytest.mark.parametrize("category", ["medio_bajo", "medio_bajo_nuevo"])
def test_medio_bajo_is_visited_every_four_years(category: str) -> None:
    standing = ordered(PerformanceCategory(category), 2016)
    [due] = consequences(standing, date(2020, 12, 31))
    assert (due.consequence, due.due_on) == (Consequence.VISITA, date(2024, 12, 31))


@pytest.mark.parametrize("category", ["alto", "medio", "sin_categoria_baja_matricula"])
def test_nothing_follows_from_the_others(category: str) -> None:
    standing = ordered(PerformanceCategory(category), 2016)
    assert consequences(standing, date(2020, 1, 1)) == ()
    assert upcoming(standing, date(2020, 1, 1)) is None


def test_nothing_follows_before_the_law() -> None:
    assert consequences(Standing(INSUFICIENTE, (date(2010, 12, 31),)), date(2011, 8, 26)) == ()


@given(
    st.sets(st.integers(2012, 2030), min_size=1, max_size=8),
    st.sampled_from(PerformanceCategory),
    DAYS,
)
def test_they_come_in_their_order_and_are_reached_on_their_day(
    years: set[int], category: PerformanceCategory, on: date
) -> None:
    found = consequences(ordered(category, *sorted(years)), on)
    assert [due.due_on for due in found] == sorted(due.due_on for due in found)
    assert all(due.reached == (due.due_on <= on) for due in found)
    assert all(due.due_on > on for due in found if due.consequence is Consequence.VISITA)
    first = upcoming(ordered(category, *sorted(years)), on)
    assert first == next((due for due in found if due.due_on > on), None)


def test_an_emergente_without_plan_is_warned_after_a_year_and_falls_three_months_later() -> None:
    signed = date(2018, 1, 31)
    days = [date(2019, 1, 30), date(2019, 1, 31), date(2019, 4, 29), date(2019, 4, 30)]
    found = [plan_countdown(signed, on) for on in days]
    assert [one.state for one in found] == [
        PlanState.EN_PLAZO,
        PlanState.ADVERTIDA,
        PlanState.ADVERTIDA,
        PlanState.EN_RECUPERACION,
    ]
    assert [one.days_left for one in found] == [90, 89, 1, 0]
    assert {(one.warned_on, one.falls_on) for one in found} == {(days[1], days[3])}


@given(DAYS, st.integers(0, 1_000))
def test_the_countdown_ends_on_its_day(signed_on: date, later: int) -> None:
    on = signed_on + timedelta(days=later)
    found = plan_countdown(signed_on, on)
    assert signed_on < found.warned_on < found.falls_on
    assert found.days_left == max(0, (found.falls_on - on).days)
    assert (found.days_left == 0) == (found.state is PlanState.EN_RECUPERACION)
