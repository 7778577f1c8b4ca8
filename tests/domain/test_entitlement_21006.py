"""Ley 21.006: a payment is whole until a resolution orders otherwise; what the law exposes it to
stands beside it."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from tests.domain.entitlements import attended, months, pupils, school

from sep_domain.calendar import Period
from sep_domain.entitlement import (
    Explanation,
    LateRendicion,
    Retention,
    Scaling,
    SchoolFacts,
    entitlement,
)

HALF = Fraction(1, 2)


def facts(first: str = "2022-03", **more: object) -> SchoolFacts:
    counts = attended((month, pupils(10)) for month in months(first, "2026-10"))
    return school(counts, **more)


def found(given: SchoolFacts, *of: str) -> Sequence[Explanation]:
    explanations = [entitlement(given, Period(month)) for month in of]
    return [one for one in explanations if one is not None]


CLEAN = facts()


class TestWhatAResolutionOrders:
    def test_half_is_held_back_until_it_is_lifted(self) -> None:
        order = Retention(Period("2023-04"), Period("2023-05"), HALF, "1234")
        held = found(facts(retentions=(order,)), "2023-03", "2023-04", "2023-05", "2023-06")
        [clean, *_] = found(CLEAN, "2023-04")
        half = round(Fraction(clean.due, 2))
        assert [one.retained for one in held] == [0, half, half, -2 * half]
        assert [one.exposed_retained for one in held] == [0, 0, 0, 0]

    def test_while_nobody_lifts_it_it_goes_on(self) -> None:
        order = Retention(Period("2023-04"), None, HALF, "1234")
        [one] = found(facts(retentions=(order,)), "2025-11")
        assert one.total == one.due - one.retained
        assert one.retained == round(Fraction(one.due, 2))

    def test_the_largest_of_two_holds(self) -> None:
        orders = [Retention(Period("2023-04"), None, Fraction(n, 10), str(n)) for n in (5, 8)]
        [one] = found(facts(retentions=tuple(orders)), "2023-08")
        assert one.retained == round(Fraction(one.due * 8, 10))

    @pytest.mark.parametrize(("share", "paid"), [("0.62", "0.62"), ("1.3", "1")])
    def test_payments_are_cut_to_a_share_of_at_most_the_whole(self, share: str, paid: str) -> None:
        cut = Scaling(Period("2024-03"), date(2026, 2, 28), Fraction(share), "art 3")
        before, after = found(facts(scalings=(cut,)), "2024-02", "2024-08")
        was_before, was_after = found(CLEAN, "2024-02", "2024-08")
        assert before.due == was_before.due
        assert after.due == round(Fraction(paid) * was_after.due)
        assert after.exposed_scaled == 0


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

    def test_a_cut_that_is_only_computed_cuts_nothing(self) -> None:
        cut = Scaling(Period("2024-03"), date(2026, 2, 28), HALF, "art 1", derived=True)
        before, after = found(facts(scalings=(cut,)), "2024-02", "2024-08")
        [clean] = found(CLEAN, "2024-08")
        assert (after.due, after.scaled) == (clean.due, 0)
        assert (before.exposed_scaled, after.exposed_scaled) == (0, round(Fraction(-clean.due, 2)))

    def test_a_resolution_takes_the_place_of_what_was_computed(self) -> None:
        computed = Scaling(Period("2024-03"), date(2026, 2, 28), HALF, "art 1", derived=True)
        ordered = Scaling(Period("2024-03"), date(2026, 2, 28), Fraction(2, 3), "art 1")
        [one] = found(facts(scalings=(computed, ordered)), "2024-08")
        [clean] = found(CLEAN, "2024-08")
        assert one.due == round(Fraction(clean.due * 2, 3))
        assert one.exposed_scaled == 0
