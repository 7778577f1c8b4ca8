"""The promise: a day that is asked for lies between the first that may be and the last, both in."""

from datetime import date, timedelta

import pytest

from sep_domain.dates.calendar import Period
from sep_domain.dates.days import NEXT_YEAR, NOW, TEN_YEARS, Window, today

FIRST = date(2008, 1, 1)
SINCE = Window(first=FIRST)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "covered"),
    [(FIRST - A_DAY, False), (FIRST, True), (today(), True), (today() + 2 * A_DAY, False)],
)
def test_a_day_is_covered_from_the_first_to_today(day: date, covered: bool) -> None:
    assert SINCE.covers(day) == covered


@pytest.mark.parametrize(
    ("window", "last"),
    [(NOW, date(2024, 5, 2)), (NEXT_YEAR, date(2025, 12, 31)), (TEN_YEARS, date(2034, 12, 31))],
)
def test_the_last_day_is_today_or_the_end_of_a_year_ahead(window: Window, last: date) -> None:
    assert window.last_of(date(2024, 5, 2)) == last


def test_years_and_months_are_covered_as_they_have_begun() -> None:
    assert SINCE.covers_year(2008)
    assert not SINCE.covers_year(2007)
    assert SINCE.covers_year(SINCE.last.year)
    assert not SINCE.covers_year(SINCE.last.year + 1)
    month = Period.of(today().year, today().month)
    assert SINCE.covers_month(month)
    assert not SINCE.covers_month(month.plus(1))
    assert not SINCE.covers_month(Period("2007-12"))
    assert NEXT_YEAR.covers_month(Period.of(today().year + 1, 12))
