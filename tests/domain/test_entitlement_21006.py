"""Ley 21.006: a payment is whole until a resolution orders otherwise; what the law exposes it to
stands beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.domain.entitlements import attended, months, pupils, school

from sep_domain.convenio_rules.renewals.exposed_cut import exposed_cut
from sep_domain.convenio_rules.terms import ConvenioTerm, Spent
from sep_domain.dates.calendar import Period
from sep_domain.entitlement import (
    Explanation,
    LateRendicion,
    Retention,
    Scaling,
    SchoolFacts,
    entitlement,
)
from sep_domain.entitlement.articles import month_lines
from sep_domain.entitlement.compute import explanation_of, whole_terms
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

HALF = Fraction(1, 2)


def facts(first: str = "2022-03", **more: Any) -> SchoolFacts:
    counts = attended((month, pupils(10)) for month in months(first, "2026-10"))
    return school(counts, **more)


def found(given: SchoolFacts, *of: str) -> Sequence[Explanation]:
    explanations = [entitlement(given, Period(month)) for month in of]
    return [one for one in explanations if one is not None]


CLEAN = facts()


class TestWhatAResolutionOrders:
    def test_half_is_held_back_until_it_is_lifted(self) -> None:
        order = Retention(Period("2023-04"), Period("2023-05"), HALF)
        held = found(facts(retentions=(order,)), "2023-03", "2023-04", "2023-05", "2023-06")
        [clean, *_] = found(CLEAN, "2023-04")
        half = round(Fraction(clean.due, 2))
        assert [one.retained for one in held] == [0, half, half, -2 * half]
        assert [one.exposed_retained for one in held] == [0, 0, 0, 0]

    def test_of_a_month_that_takes_more_than_it_gives_nothing_is_held_back(self) -> None:
        order = Retention(Period("2023-04"), None, HALF)
        terms = whole_terms(facts(retentions=(order,)), Period("2023-04"))
        taken = tuple(replace(line, share=Fraction(-2)) for line in month_lines(terms))
        one = explanation_of(replace(terms, corrections=taken))
        assert one.due < 0
        assert (one.retained, one.total) == (0, one.due)

    def test_while_nobody_lifts_it_it_goes_on(self) -> None:
        order = Retention(Period("2023-04"), None, HALF)
        [one] = found(facts(retentions=(order,)), "2025-11")
        assert one.total == one.due - one.retained
        assert one.retained == round(Fraction(one.due, 2))

    def test_the_largest_of_two_holds(self) -> None:
        orders = [Retention(Period("2023-04"), None, Fraction(n, 10)) for n in (5, 8)]
        [one] = found(facts(retentions=tuple(orders)), "2023-08")
        assert one.retained == round(Fraction(one.due * 8, 10))

    @pytest.mark.parametrize(("share", "paid"), [("0.62", "0.62"), ("1.3", "1")])
    def test_payments_are_cut_to_a_share_of_at_most_the_whole(self, share: str, paid: str) -> None:
        cut = Scaling(Period("2024-03"), date(2026, 2, 28), Fraction(share), "art 3")
        before, after = found(facts(scalings=(cut,)), "2024-02", "2024-08")
        was_before, was_after = found(CLEAN, "2024-02", "2024-08")
        assert before.due == was_before.due
        assert after.due == round(Fraction(paid) * was_after.due)


class TestWhatTheLawExposesTo:
    def test_without_a_resolution_nothing_is_held_back(self) -> None:
        late = LateRendicion(date(2023, 3, 31), date(2023, 6, 10))
        given = facts(late_rendiciones=(late,))
        of = ("2023-03", "2023-04", "2023-05", "2023-06", "2023-07")
        exposed, clean = found(given, *of), found(CLEAN, *of)
        assert [one.total for one in exposed] == [one.total for one in clean]
        assert [one.retained for one in exposed] == [0] * 5
        halves = [round(Fraction(one.due, 2)) for one in clean]
        assert [one.exposed_retained for one in exposed] == [0, halves[1], halves[2], 0, 0]

    def test_a_longer_term_exposes_to_nothing_in_the_month_in_which_it_ends(self) -> None:
        late = LateRendicion(date(2023, 6, 15), None)
        june, july = found(facts(late_rendiciones=(late,)), "2023-06", "2023-07")
        assert (june.exposed_retained, july.exposed_retained > 0) == (0, True)

    def test_it_exposes_from_the_month_of_the_law(self) -> None:
        """Published on 2017-04-04."""
        late = LateRendicion(date(2016, 3, 31), None)
        given = facts("2014-03", late_rendiciones=(late,))
        before, after = found(given, "2017-03", "2017-04")
        assert (before.exposed_retained, after.exposed_retained > 0) == (0, True)


class TestTheHalfTerm:
    """The ruling on the convenio's half term decides, and its own share cuts."""

    def term(self, spent: int | None, from_date: date = date(2018, 3, 1)) -> ConvenioTerm:
        """A convenio of 48 months with 1,000 of its first half, of which this was spent."""
        to_date = from_date.replace(year=from_date.year + 4) - timedelta(days=1)
        half_on = from_date.replace(year=from_date.year + 2) - timedelta(days=1)
        nothing = Spent(Clp(0), Clp(0), reviewed=True)
        half = Spent(Clp(spent or 0), Clp(0), reviewed=True, known=spent is not None)
        return ConvenioTerm(
            rbd=Rbd(1),
            number=2,
            from_date=from_date,
            to_date=to_date,
            last_day=to_date,
            half_on=half_on,
            brought=Clp(0),
            paid=Clp(1_000),
            paid_first_half=Clp(1_000),
            spent=nothing,
            spent_first_half=half,
            staff=Clp(0),
            staff_justified=False,
        )

    def cut(self, term: ConvenioTerm, month: str) -> int | None:
        return exposed_cut([term], Period(month), Clp(100_000))

    def test_it_cuts_from_the_25th_month_to_the_last(self) -> None:
        """The first half ends on a 29 February."""
        months_asked = ("2020-02", "2020-03", "2022-02", "2022-03")
        assert [self.cut(self.term(620), month) for month in months_asked] == [
            0,
            -38_000,
            -38_000,
            0,
        ]

    @pytest.mark.parametrize(("spent", "cut"), [(699, -30_100), (700, 0), (1_000, 0)])
    def test_seventy_percent_is_enough(self, spent: int, cut: int) -> None:
        assert self.cut(self.term(spent), "2020-03") == cut

    def test_where_the_ruling_lacks_data_nobody_can_say(self) -> None:
        assert self.cut(self.term(None), "2020-03") is None

    @pytest.mark.parametrize(
        ("from_date", "month", "cut"),
        [(date(2015, 4, 1), "2017-04", 0), (date(2015, 5, 1), "2017-05", -50_000)],
    )
    def test_a_half_that_was_over_before_the_law_cuts_nothing(
        self, from_date: date, month: str, cut: int
    ) -> None:
        """Published on 2017-04-04."""
        assert self.cut(self.term(500, from_date), month) == cut
