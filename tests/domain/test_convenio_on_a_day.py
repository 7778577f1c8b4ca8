"""The promise: a convenio on a day is what had been done by then, whatever came later."""

from dataclasses import replace
from datetime import date

import pytest
from tests.domain.test_convenio_rules import END, TERM

from sep_domain.convenio_rules.acts import Act, standing_on
from sep_domain.convenio_rules.terms import RenderedYear
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.money import Clp

ASKED = Act("renewal_requested", date(2023, 11, 2))
"""In time: the convenio ends with February 2024."""
RENEWED = Act("renewed", date(2024, 6, 3))
EXTENDED = Act("extended", date(2024, 1, 15), until=date(2024, 8, 31))
ENDED = Act("ended", date(2022, 5, 2))
PLAN = Act("saldo_plan_presented", date(2024, 4, 1), saldo=Clp(900), executed=Clp(100))
LATER = date(2026, 1, 1)


def test_what_came_later_is_not_there_yet() -> None:
    acts = [ASKED, RENEWED, Act("settled", date(2025, 1, 2), restored=Clp(50)), PLAN]
    before = standing_on(TERM, acts, date(2023, 11, 1))
    assert before.term.renewal_requested_on is None
    assert before.term.renewed_on is None
    assert (before.plan, before.restored) == (None, 0)
    on_the_day = standing_on(TERM, acts, date(2023, 11, 2))
    assert on_the_day.term.renewal_requested_on == date(2023, 11, 2)


@pytest.mark.parametrize(
    ("acts", "last_day"),
    [
        ([], END),
        ([EXTENDED], date(2024, 8, 31)),
        ([ENDED], date(2022, 5, 2)),
        ([EXTENDED, Act("ended", date(2024, 3, 31))], date(2024, 3, 31)),
        # Asked for in time, the law extends it until it is decided, a year at most.
        ([ASKED], date(2025, 2, 28)),
        ([ASKED, RENEWED], date(2024, 6, 3)),
        ([Act("renewal_requested", date(2024, 2, 1))], END),
        ([Act("extended", date(2024, 1, 15))], END),
    ],
)
def test_it_lasts_as_long_as_it_was_extended_or_until_it_was_ended(
    acts: list[Act], last_day: date
) -> None:
    assert standing_on(TERM, acts, LATER).term.last_day == last_day


def test_one_signed_later_holds_in_its_place() -> None:
    cut = replace(TERM, last_day=date(2023, 2, 28))
    assert standing_on(cut, [EXTENDED], LATER).term.last_day == date(2023, 2, 28)
    assert standing_on(cut, [ENDED], LATER).term.last_day == date(2022, 5, 2)


def test_who_took_the_balance_over_is_told_once_it_is_renewed() -> None:
    term = replace(TERM, successor=3)
    assert standing_on(term, [ASKED, RENEWED], date(2024, 6, 2)).term.successor is None
    assert standing_on(term, [ASKED, RENEWED], date(2024, 6, 3)).term.successor == 3


@pytest.mark.parametrize(
    ("acts", "unknown"),
    [
        ([], False),
        ([RENEWED], True),
        ([EXTENDED], True),
        ([ASKED, RENEWED], False),
        ([ENDED], False),
    ],
)
def test_nobody_is_given_what_was_not_asked_for(acts: list[Act], unknown: bool) -> None:
    assert standing_on(TERM, acts, date(2020, 1, 1)).term.asked_unknown == unknown


def test_the_first_of_each_act_counts_and_what_was_restored_adds_up() -> None:
    again = Act("renewal_requested", date(2023, 10, 2))
    settled = [Act("settled", date(2025, month, 2), restored=Clp(50)) for month in (1, 2)]
    found = standing_on(TERM, [ASKED, again, *settled, Act("settled", LATER)], LATER)
    assert found.term.renewal_requested_on == date(2023, 10, 2)
    assert found.restored == 100


def carried_out(month: int) -> Act:
    return Act("saldo_plan_executed", date(2024, month, 1), executed=Clp(month))


def test_the_plan_is_the_last_and_its_execution_the_last_that_was_stated() -> None:
    other = replace(PLAN, occurred_on=date(2024, 5, 2), saldo=Clp(800), executed=None)
    done = [
        Act("saldo_plan_executed", date(2024, month, 1), executed=Clp(month)) for month in (7, 9)
    ]
    first = standing_on(TERM, [PLAN, other, *done], date(2024, 4, 30)).plan
    assert first is not None
    assert (first.covers, first.executed) == (900, 100)
    last = standing_on(TERM, [PLAN, other, *reversed(done)], LATER).plan
    assert last is not None
    assert (last.presented_on, last.covers, last.executed) == (date(2024, 5, 2), 800, 9)
    assert standing_on(TERM, done, LATER).plan is None


def presented(year: int, on: date) -> RenderedYear:
    return RenderedYear(SchoolYear(year), date(year + 1, 3, 31), rendered=True, presented_on=on)


def test_years_of_the_term_alone_are_rendered_and_by_the_day() -> None:
    years = (
        presented(2022, date(2023, 3, 1)),
        presented(2023, date(2024, 3, 1)),
        RenderedYear(SchoolYear(2024), date(2025, 3, 31), rendered=None),
    )
    term = replace(TERM, years=years)
    found = standing_on(term, [], date(2024, 2, 29)).term.years
    assert [(each.year, each.rendered) for each in found] == [(2022, True), (2023, False)]
    found = standing_on(term, [], date(2024, 3, 1)).term.years
    assert [(each.year, each.rendered) for each in found] == [(2022, True), (2023, True)]
