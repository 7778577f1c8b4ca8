"""The promise: a day that is asked for lies between the first that may be and the last, both in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sep_domain.dates.calendar import Period
from sep_domain.dates.days import (
    NEXT_YEAR,
    NOW,
    TEN_YEARS,
    DayError,
    InstantError,
    Window,
    is_to_come,
    pretended_today,
    required_day,
    required_instant,
    today,
)

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


def test_a_day_and_an_instant_are_read_as_they_are_written() -> None:
    assert required_day("2024-03-31") == date(2024, 3, 31)
    instant = required_instant("2024-03-31T23:59:59-03:00")
    assert instant.astimezone(UTC) == datetime(2024, 4, 1, 2, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2024-3-31", "2024-02-30", "31-03-2024", "", 20240331, None])
def test_what_says_no_day_is_refused(written: object) -> None:
    with pytest.raises(DayError):
        required_day(written)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-31T23:59:59",
        "2024-03-31",
        "2024-02-30T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        1_711_929_599,
        None,
    ],
)
def test_what_says_no_instant_is_refused(written: object) -> None:
    with pytest.raises(InstantError):
        required_instant(written)


def test_what_comes_within_a_minute_may_be_another_clock() -> None:
    now = datetime.now(UTC)
    assert not is_to_come(now)
    assert not is_to_come(now + timedelta(seconds=50))
    assert is_to_come(now + timedelta(seconds=90))


def test_one_may_pretend_that_it_is_another_day() -> None:
    day = date(2020, 2, 29)
    with pretended_today(day):
        assert today() == day
        assert SINCE.last == day
    assert today() == datetime.now(UTC).date()
