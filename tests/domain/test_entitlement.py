"""What the law gives a school in a month, held against published settlements and the articles."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.domain.entitlements import (
    AUTONOMO,
    EMERGENTE,
    EN_RECUPERACION,
    attended,
    convenio,
    months,
    pupils,
    school,
)

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import (
    EntitlementKind,
    MonthSpan,
    Pupils,
    SchoolFacts,
    entitlement,
)
from sep_domain.entitlement.lines import in_pesos
from sep_domain.law.statute import Confidence, PupilGroup, unit_values
from sep_domain.values.grades import LevelBand, bands_of
from sep_domain.values.schools import SepClassification


def steady(counts: object, first: str = "2022-03", last: str = "2026-12") -> object:
    return attended((month, counts) for month in months(first, last))  # type: ignore[misc]


def exact(facts: SchoolFacts, month: str, article: str) -> Decimal:
    """An article's amount, to the centavo."""
    found = entitlement(facts, Period(month))
    assert found is not None
    amount = sum((line.exact for line in found.lines if line.article == article), Fraction(0))
    return Decimal(round(amount * 100)) / 100


def due(facts: SchoolFacts, month: str) -> int:
    found = entitlement(facts, Period(month))
    assert found is not None
    return found.due


class TestPublishedSettlements:
    """Figures that the ministry and others have published."""

    def test_one_pupil_of_each_group_in_july_2026(self) -> None:
        facts = school(steady(pupils(1, 1)))
        assert exact(facts, "2026-07", "art14") == Decimal("73789.02")
        assert exact(facts, "2026-07", "art14bis") == Decimal("36894.51")

    def test_forty_prioritarios_and_eight_preferentes_in_january_2026(self) -> None:
        counts = {
            Pupils.PRIORITARIOS: (40, 40),
            Pupils.PREFERENTES: (8, 8),
            Pupils.TODOS: (80, 80),
        }
        found = entitlement(school(steady(counts)), Period("2026-01"))
        assert found is not None
        assert found.amounts["art14"] + found.amounts["art14bis"] == 3_201_891
        assert found.amounts["art16"] == 770_374
        assert found.total == 3_972_265

    def test_ninety_prioritarios_in_january_2026(self) -> None:
        assert due(school(steady(pupils(90))), "2026-01") == 6_549_321


@pytest.mark.parametrize("start", sorted({value.in_force.from_month for value in unit_values()}))
@pytest.mark.parametrize("group", PupilGroup)
@pytest.mark.parametrize("band", LevelBand)
def test_an_emergente_with_its_aporte_gets_what_an_autonomo_gets(
    start: Period, group: PupilGroup, band: LevelBand
) -> None:
    """Art 20 inc. 3, for every table, group and level of the statute."""
    month = start.plus(4)
    paid_for = Pupils.PRIORITARIOS if group is PupilGroup.PRIORITARIO else Pupils.PREFERENTES
    counts = {paid_for: (40, 30), Pupils.TODOS: (400, 300)}
    attendance = attended(((m, counts) for m in months("2007-03", "2017-12")), band)
    totals = {}
    for classification in (AUTONOMO, EMERGENTE):
        facts = school(attendance, classification, convenios=(convenio(start="2008-03-01"),))
        found = entitlement(facts, month)
        assert found is not None
        lines = [line for line in found.lines if line.article != "art16"]
        totals[classification] = sum((line.exact for line in lines), Fraction(0))
    assert totals[AUTONOMO] == totals[EMERGENTE]
    reached = band in bands_of(month.year)
    assert bool(totals[AUTONOMO]) == (
        reached and (group is PupilGroup.PRIORITARIO or start >= "2016-03")
    )


class TestWhoIsPaidFor:
    def test_preferentes_need_a_gratuitous_school(self) -> None:
        facts = school(steady(pupils(0, 10)), gratuitous={SchoolYear(2024): False})
        assert due(facts, "2024-08") == 0

    def test_preferentes_are_paid_from_march_2016(self) -> None:
        facts = school(steady(pupils(0, 10), "2014-03", "2016-12"))
        assert due(facts, "2016-02") == 0
        assert due(facts, "2016-03") > 0

    def test_nobody_attends_who_is_not_enrolled(self) -> None:
        counts = {Pupils.PRIORITARIOS: (50, 53)}
        found = entitlement(school(steady(counts)), Period("2024-08"))
        honest = entitlement(school(steady({Pupils.PRIORITARIOS: (50, 50)})), Period("2024-08"))
        assert found is not None
        assert honest is not None
        assert found.due == honest.due
        assert "attendance_above_enrolment:2024-05" in found.provisional

    def test_a_month_outside_every_convenio_gives_nothing(self) -> None:
        facts = school(steady(pupils(1)), convenios=(convenio(end="2024-02-29"),))
        assert entitlement(facts, Period("2024-02")) is not None
        assert entitlement(facts, Period("2024-03")) is None

    def test_a_convenio_of_mid_month_pays_from_the_next(self) -> None:
        facts = school(steady(pupils(1)), convenios=(convenio(start="2024-05-02"),))
        assert entitlement(facts, Period("2024-05")) is None
        assert entitlement(facts, Period("2024-06")) is not None


class TestConcentration:
    def counts(self, priority: int) -> object:
        return {Pupils.PRIORITARIOS: (priority, 0), Pupils.TODOS: (100, 100)}

    @pytest.mark.parametrize(
        ("percent", "use"),
        [(14, 0), (15, "0.118"), (29, "0.118"), (30, "0.202"), (45, "0.269"), (60, "0.302")],
    )
    def test_the_band_is_closed_below_and_open_above(self, percent: int, use: str) -> None:
        facts = school(steady(self.counts(percent)))
        expected = round(Decimal(use) * 100 * Decimal("33289.289"))
        assert due(facts, "2024-01") == expected

    def test_the_band_is_last_years_all_year(self) -> None:
        attendance = {
            **attended((m, self.counts(20)) for m in months("2023-03", "2023-12")),  # type: ignore[misc]
            **attended((m, self.counts(90)) for m in months("2024-03", "2025-12")),  # type: ignore[misc]
        }
        facts = school(attendance)
        assert due(facts, "2024-12") == round(Decimal("0.118") * 100 * Decimal("34459.408"))
        assert due(facts, "2025-12") == round(Decimal("0.302") * 100 * Decimal("35798.0316"))

    def test_a_school_that_joins_in_2008_has_that_of_the_month_before(self) -> None:
        """Transitory art 9."""
        attendance = {
            **attended((m, self.counts(20)) for m in months("2007-03", "2007-11")),  # type: ignore[misc]
            **attended((m, self.counts(70)) for m in months("2007-12", "2008-12")),  # type: ignore[misc]
        }
        facts = school(attendance, convenios=(convenio(1, "2008-03-01"),))
        assert exact(facts, "2008-07", "art16") == round(
            Decimal("0.252") * 100 * Decimal("15187.215"), 2
        )


class TestEmergenteWithoutPlan:
    """Art 20: a third in the convenio's first year, the rest once the plan is there."""

    def facts(self, presented: date | None) -> SchoolFacts:
        return school(
            steady(pupils(30, 10, 80)),
            EMERGENTE,
            convenios=(convenio(1, "2023-03-01"),),
            plan_presented_on=presented,
        )

    def year(self, presented: date | None) -> list[Decimal]:
        facts = self.facts(presented)
        return [
            exact(facts, month, "art20") for month in (Period("2023-03").plus(n) for n in range(12))
        ]

    def test_a_third_is_paid(self) -> None:
        assert exact(self.facts(None), "2023-10", "art20") == pytest.approx(
            exact(self.facts(date(2023, 2, 1)), "2023-10", "art20") / 3, abs=Decimal("0.01")
        )

    @pytest.mark.parametrize("presented", [date(2023, 4, 20), date(2023, 6, 30), date(2023, 9, 1)])
    def test_the_rest_is_paid_in_the_month_after_the_plan(self, presented: date) -> None:
        late, prompt = self.year(presented), self.year(date(2023, 2, 1))
        after = presented.month - 2
        assert sum(late) == pytest.approx(sum(prompt), abs=Decimal("0.2"))
        assert late[after + 1 :] == prompt[after + 1 :]
        assert late[after] > prompt[after]
        assert late[0] < prompt[0]

    def test_without_a_plan_the_month_is_provisional(self) -> None:
        found = entitlement(self.facts(None), Period("2023-10"))
        assert found is not None
        assert "plan_not_presented" in found.provisional


class TestEnRecuperacion:
    """Arts 24 and 27."""

    def test_instalments_are_equal_and_rest_on_the_first_trimester(self) -> None:
        attendance = {
            **attended((m, pupils(40, enrolled=50)) for m in months("2022-03", "2022-12")),
            **attended((m, pupils(0, enrolled=60)) for m in months("2023-03", "2023-05")),
            **attended((m, pupils(0, enrolled=90)) for m in months("2023-06", "2024-12")),
        }
        facts = school(
            attendance,
            classifications={SchoolYear(2023): EN_RECUPERACION, SchoolYear(2024): AUTONOMO},
            gratuitous={SchoolYear(2023): False},
        )
        instalment = round(60 * Fraction(4, 5) * Fraction("2.0328") * Fraction("31916.864"), 0)
        paid = [due(facts, Period("2023-03").plus(n)) for n in range(12)]
        assert paid == [instalment] * 12

    def test_concentration_goes_on_and_is_settled(self) -> None:
        attendance = {
            **attended((m, pupils(40, 0, 80)) for m in months("2022-03", "2023-12")),
            **attended((m, pupils(40, 0, 90)) for m in months("2024-03", "2024-12")),
        }
        found = entitlement(school(attendance, EN_RECUPERACION), Period("2024-06"))
        assert found is not None
        settled = [
            (line.article, line.valued, [band.pupils for band in line.bands])
            for line in found.lines
            if line.kind is EntitlementKind.RELIQUIDACION
        ]
        assert settled == [("art16", Period("2024-03"), [Fraction(10)])]

    def test_a_suspended_instalment_is_not_paid(self) -> None:
        facts = school(
            steady(pupils(40)),
            EN_RECUPERACION,
            instalments_suspended=(MonthSpan(Period("2024-05"), Period("2024-05")),),
        )
        assert due(facts, "2024-05") == 0
        assert due(facts, "2024-06") > 0

    def test_the_change_takes_effect_in_march(self) -> None:
        facts = school(steady(pupils(40))).classified(SchoolYear(2024), EN_RECUPERACION)
        kinds = {
            month: {line.kind for line in found.lines if line.article != "art16"}
            for month in ("2024-02", "2024-03")
            if (found := entitlement(facts, Period(month)))
        }
        assert kinds == {"2024-02": {EntitlementKind.MENSUAL}, "2024-03": {EntitlementKind.CUOTA}}


class TestFirstMonthsOfASchool:
    """Art 15 inc. 3: enrolled prioritarios by the attendance of all, then settled."""

    def facts(self, start: str = "2023-03-01") -> SchoolFacts:
        counts = {
            Pupils.PRIORITARIOS: (50, 30),
            Pupils.PREFERENTES: (0, 0),
            Pupils.TODOS: (100, 90),
        }
        return school(steady(counts), convenios=(convenio(1, start),))

    @pytest.mark.parametrize("start", ["2023-03-01", "2023-08-01"])
    def test_three_months_by_enrolment_and_the_fourth_settles_them(self, start: str) -> None:
        facts, first = self.facts(start), Period(start[:7])
        paid = [exact(facts, first.plus(n), "art14") for n in range(4)]
        one = Fraction("2.0328") * Fraction("31916.864")
        cents = [Decimal(round(n * one * 100)) / 100 for n in (45, 45, 45, 30 - 3 * 15)]
        assert paid == cents

    def test_the_laws_first_year_is_paid_by_enrolment(self) -> None:
        """Transitory art 8."""
        counts = {Pupils.PRIORITARIOS: (50, 30), Pupils.TODOS: (100, 90)}
        facts = school(steady(counts, "2007-03", "2009-12"), convenios=(convenio(1, "2008-03-01"),))
        one = Fraction("1.4") * Fraction("15187.215")
        assert exact(facts, "2008-10", "art14") == Decimal(round(45 * one * 100)) / 100


class TestWhatIsNotKnown:
    def test_a_missing_month_makes_the_amount_provisional(self) -> None:
        attendance = dict(steady(pupils(30)))  # type: ignore[call-overload]
        del attendance[Period("2024-06")]
        found = entitlement(school(attendance), Period("2024-08"))
        assert found is not None
        assert found.provisional == ("attendance_missing:2024-06",)
        assert found.due == due(school(steady(pupils(30))), "2024-08")

    def test_a_classification_not_published_is_assumed_from_the_year_before(self) -> None:
        facts = school(steady(pupils(30)), classifications={SchoolYear(2023): AUTONOMO})
        found = entitlement(facts, Period("2024-08"))
        assert found is not None
        assert found.provisional == ("classification_assumed:2024",)

    def test_the_confidence_is_that_of_the_weakest_value(self) -> None:
        now = entitlement(school(steady(pupils(1))), Period("2026-07"))
        then = entitlement(school(steady(pupils(1))), Period("2024-08"))
        assert now is not None
        assert then is not None
        assert now.values_confidence is Confidence.VERIFIED
        assert then.values_confidence is Confidence.DERIVED
        # Nothing in the law says where to round.
        assert now.confidence is Confidence.UNVERIFIED

    def test_an_unverified_value_makes_the_amount_provisional(self) -> None:
        counts = {Pupils.PRIORITARIOS: (90, 90), Pupils.TODOS: (100, 100)}
        facts = school(
            steady(counts, "2009-03", "2010-12"), convenios=(convenio(start="2009-03-01"),)
        )
        found = entitlement(facts, Period("2010-08"))
        assert found is not None
        assert found.provisional == ("value_unverified",)


def test_each_article_and_group_is_rounded_once_halves_away_from_zero() -> None:
    facts = school(steady(pupils(1, 1)), EMERGENTE)
    found = entitlement(facts, Period("2026-07"))
    assert found is not None
    # 1.0164 and 0.5082 times 36,299.204 are 36,894.51 and 18,447.26.
    assert found.amounts["art20"] == 36_895 + 18_447


def test_halves_go_away_from_zero() -> None:
    assert [in_pesos(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3, 4)] == [-2, -1, 0, 1, 2, 2]


def test_classifications_named_here_are_all_there_are() -> None:
    assert {AUTONOMO, EMERGENTE, EN_RECUPERACION} == set(SepClassification)
