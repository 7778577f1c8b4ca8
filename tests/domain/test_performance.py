"""The promise: what a category brings, and when, follows from the days of its orderings alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.law.statute import Confidence
from sep_domain.performance.consequences import (
    CategoryStanding,
    Consequence,
    Due,
    consequences,
    next_consequence,
)
from sep_domain.performance.equivalence import equivalences, equivalent
from sep_domain.performance.plan_countdown import PlanState, plan_countdown
from sep_domain.values.schools import PerformanceCategory, SepClassification

INSUFICIENTE = PerformanceCategory.INSUFICIENTE
DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))


def ordered(category: PerformanceCategory, *years: int) -> CategoryStanding:
    return CategoryStanding(category, tuple(date(year, 12, 31) for year in years))


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
        (Consequence.PERDIDA_DEL_RECONOCIMIENTO, None, False),
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


@pytest.mark.parametrize(
    ("category", "often"), [("insuficiente", "dos años"), ("medio_bajo", "cuatro años")]
)
def test_how_often_the_agencia_visits_is_told_in_years(category: str, often: str) -> None:
    standing = ordered(PerformanceCategory(category), 2016)
    [visit] = [
        due
        for due in consequences(standing, date(2017, 6, 1))
        if due.consequence is Consequence.VISITA
    ]
    assert visit.explanation == f"La Agencia debe visitar el establecimiento al menos cada {often}."


def test_a_standing_begins_with_its_first_ordering() -> None:
    standing = ordered(INSUFICIENTE, 2016, 2017, 2018)
    assert standing.since == date(2016, 12, 31)
    assert not standing.gap
    assert ordered(INSUFICIENTE, 2016, 2018).gap


def test_years_without_an_ordering_leave_the_terms_unverified() -> None:
    sure, unsure = (
        {
            due.consequence: due.confidence
            for due in consequences(ordered(INSUFICIENTE, *years), date(2024, 1, 1))
        }
        for years in ((2018, 2019), (2019, 2023))
    )
    letter = Consequence.CARTA_A_FAMILIAS
    assert (sure[letter], unsure[letter]) == (Confidence.VERIFIED, Confidence.UNVERIFIED)
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
    assert next_consequence(standing, date(2020, 1, 1)) is None


def test_nothing_follows_before_the_law() -> None:
    assert (
        consequences(CategoryStanding(INSUFICIENTE, (date(2010, 12, 31),)), date(2011, 8, 26)) == ()
    )


@given(
    st.sets(st.integers(2012, 2030), min_size=1, max_size=8),
    st.sampled_from(PerformanceCategory),
    DAYS,
)
def test_they_come_in_their_order_and_are_reached_on_their_day(
    years: set[int], category: PerformanceCategory, on: date
) -> None:
    found = consequences(ordered(category, *sorted(years)), on)
    days = [due.due_on for due in found if due.due_on is not None]
    assert days == sorted(days)
    assert all(due.reached == (due.due_on is not None and due.due_on <= on) for due in found)
    assert all((due.due_on is None) == (due.verdict is Verdict.SIN_DATOS) for due in found)
    visits = [due.due_on for due in found if due.consequence is Consequence.VISITA]
    assert all(day is not None and day > on for day in visits)
    first = next_consequence(ordered(category, *sorted(years)), on)
    assert first == next((due for due in found if due.due_on and due.due_on > on), None)


class TestLossOfRecognition:
    """Ley 20.529 art 31: four years from the Agencia's communication, by its certificate alone."""

    def loss(
        self, on: date, communicated: date | None = None, certified: date | None = None
    ) -> Due:
        days = tuple(date(year, 12, 31) for year in (2016, 2017, 2018, 2019))
        standing = CategoryStanding(INSUFICIENTE, days, communicated, certified)
        [due] = [
            one
            for one in consequences(standing, on)
            if one.consequence is Consequence.PERDIDA_DEL_RECONOCIMIENTO
        ]
        return due

    def test_the_fourth_ordering_alone_takes_nothing_away(self) -> None:
        due = self.loss(date(2024, 6, 1))
        assert (due.due_on, due.reached, due.verdict) == (None, False, Verdict.SIN_DATOS)
        assert "art 28" in due.lacks[0]

    @pytest.mark.parametrize(
        ("communicated", "year"),
        [
            (date(2017, 3, 15), 2021),
            (date(2017, 6, 30), 2021),
            (date(2017, 7, 1), 2022),
            (date(2017, 12, 31), 2022),
        ],
    )
    def test_it_is_certified_in_the_first_semester_after_four_years(
        self, communicated: date, year: int
    ) -> None:
        due = self.loss(date(2020, 1, 1), communicated)
        assert (due.due_on, due.verdict) == (date(year, 12, 31), Verdict.NO_EXIGIBLE_AUN)
        assert due.lacks == ()

    def test_without_the_certificate_it_has_not_come(self) -> None:
        last, after = (
            self.loss(on, date(2017, 3, 15)) for on in (date(2021, 12, 30), date(2021, 12, 31))
        )
        assert (last.reached, last.verdict) == (False, Verdict.NO_EXIGIBLE_AUN)
        assert (after.reached, after.verdict) == (False, Verdict.SIN_DATOS)
        assert "certificado" in after.lacks[0]

    @pytest.mark.parametrize("communicated", [None, date(2017, 3, 15)])
    def test_it_comes_at_the_end_of_the_school_year_of_the_certificate(
        self, communicated: date | None
    ) -> None:
        certified = date(2022, 5, 10)
        last, after = (
            self.loss(on, communicated, certified)
            for on in (date(2022, 12, 30), date(2022, 12, 31))
        )
        assert (last.due_on, last.reached, last.verdict) == (
            date(2022, 12, 31),
            False,
            Verdict.NO_EXIGIBLE_AUN,
        )
        assert (after.reached, after.verdict) == (True, None)

    def test_29_february(self) -> None:
        """Four years from a leap day end on a leap day."""
        days = (date(2015, 12, 31),)
        standing = CategoryStanding(INSUFICIENTE, days, date(2016, 2, 29))
        [due] = [d for d in consequences(standing, date(2017, 1, 1)) if d.article == "art 31"]
        assert due.due_on == date(2020, 12, 31)


class TestEmergenteWithoutPlan:
    """Ley 20.248 art 23: a year, the ministry's warning, three months."""

    def test_nobody_falls_while_no_warning_is_known(self) -> None:
        signed = date(2018, 1, 31)
        days = [date(2019, 1, 31), date(2019, 2, 1), date(2024, 1, 1)]
        found = [plan_countdown(signed, on) for on in days]
        assert [(one.state, one.verdict) for one in found] == [
            (PlanState.EN_PLAZO, Verdict.NO_EXIGIBLE_AUN),
            (PlanState.SIN_APERCIBIMIENTO, Verdict.SIN_DATOS),
            (PlanState.SIN_APERCIBIMIENTO, Verdict.SIN_DATOS),
        ]
        assert {(one.falls_on, one.days_left) for one in found} == {(None, None)}
        assert [bool(one.lacks) for one in found] == [False, True, True]

    def test_three_months_run_from_the_warning_to_the_end_of_their_last_day(self) -> None:
        signed, warned = date(2018, 1, 31), date(2019, 11, 30)
        days = [date(2019, 11, 29), warned, date(2020, 2, 29), date(2020, 3, 1)]
        found = [plan_countdown(signed, on, warned) for on in days]
        assert [one.state for one in found] == [
            PlanState.SIN_APERCIBIMIENTO,
            PlanState.APERCIBIDA,
            PlanState.APERCIBIDA,
            PlanState.EN_RECUPERACION,
        ]
        assert [one.days_left for one in found] == [None, 92, 1, 0]
        assert [one.verdict for one in found][1:] == [
            Verdict.NO_EXIGIBLE_AUN,
            Verdict.NO_EXIGIBLE_AUN,
            Verdict.NO_CUMPLE,
        ]

    @pytest.mark.parametrize(
        ("signed", "due_on"),
        [
            (date(2019, 2, 28), date(2020, 2, 28)),
            (date(2020, 2, 28), date(2021, 2, 28)),
            (date(2020, 2, 29), date(2021, 2, 28)),
            (date(2020, 3, 1), date(2021, 3, 1)),
        ],
    )
    def test_a_year_ends_with_the_day_of_the_same_number(self, signed: date, due_on: date) -> None:
        """Código Civil art 48: from 28 February to 28 February, leap year or not."""
        last, after = (plan_countdown(signed, due_on + timedelta(days=n)) for n in (0, 1))
        assert last.due_on == due_on
        assert (last.state, after.state) == (PlanState.EN_PLAZO, PlanState.SIN_APERCIBIMIENTO)

    def test_a_warning_within_the_year_warns_of_nothing(self) -> None:
        found = plan_countdown(date(2018, 3, 1), date(2020, 1, 1), date(2019, 3, 1))
        assert (found.warned_on, found.state) == (None, PlanState.SIN_APERCIBIMIENTO)

    @given(DAYS, st.integers(1, 500), st.integers(0, 1_000))
    def test_the_countdown_ends_on_its_day(self, signed_on: date, after: int, later: int) -> None:
        due_on = plan_countdown(signed_on, signed_on).due_on
        warned_on = due_on + timedelta(days=after)
        on = warned_on + timedelta(days=later)
        found = plan_countdown(signed_on, on, warned_on)
        assert found.falls_on is not None
        assert signed_on < found.due_on < warned_on < found.falls_on
        assert found.days_left == max(0, (found.falls_on - on).days)
        assert (found.days_left == 0) == (found.state is PlanState.EN_RECUPERACION)


def test_without_the_plans_an_emergente_is_not_known_to_have_fallen() -> None:
    signed, warned, on = date(2018, 1, 15), date(2019, 1, 20), date(2019, 4, 21)
    assert plan_countdown(signed, on, warned).verdict is Verdict.NO_CUMPLE
    unknown = plan_countdown(signed, on, warned, plans_known=False)
    assert unknown.verdict is Verdict.SIN_DATOS
    assert unknown.lacks == ("los PME de cada año desde que empezó el convenio",)
