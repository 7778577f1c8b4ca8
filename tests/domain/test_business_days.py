"""Terms in business days skip weekends and Chilean holidays, also those that move."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.dates.business_days import (
    business_days_after,
    business_days_between,
    holidays_between,
    is_business_day,
)

DAYS = st.dates(date(2009, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2025, 3, 31), True),
        (date(2025, 4, 5), False),  # Saturday
        (date(2025, 4, 18), False),  # Good Friday
        (date(2025, 9, 18), False),
        (date(2025, 6, 20), False),  # pueblos indígenas, at the solstice
        (date(2024, 6, 20), False),
        (date(2024, 6, 21), True),
        (date(2023, 10, 27), False),  # iglesias evangélicas, moved from a Tuesday
    ],
)
def test_which_days_count(day: date, counts: bool) -> None:
    assert is_business_day(day) is counts


def test_the_holidays_of_some_years_are_those_of_the_first_to_the_last() -> None:
    days = holidays_between(2024, 2025)
    assert (days[0], days[-1]) == (date(2024, 1, 1), date(2025, 12, 25))
    assert date(2024, 6, 20) in days


def test_a_term_starts_on_the_day_after() -> None:
    assert business_days_after(date(2025, 3, 31), 1) == date(2025, 4, 1)
    assert business_days_after(date(2025, 4, 17), 1) == date(2025, 4, 21)
    # Counted by hand: 21 days in April without Good Friday, 20 in May, 19 up to 27 June.
    assert business_days_after(date(2025, 3, 31), 60) == date(2025, 6, 27)


def test_a_term_has_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        business_days_after(date(2025, 3, 31), 0)


@given(day=DAYS, count=st.integers(1, 120))
def test_counting_up_to_the_end_of_a_term_gives_its_length(day: date, count: int) -> None:
    end = business_days_after(day, count)
    assert is_business_day(end)
    assert business_days_between(day, end) == count
    assert business_days_between(end, day) == 0
