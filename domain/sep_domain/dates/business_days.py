"""Business days in Chile: Monday to Friday, national holidays left out (Ley 19.880 art 25).

The holidays are those of the `holidays` library, which follows the laws that make and move them.
A holiday of one region only does not count: terms run alike in the whole country.
"""

from datetime import date
from functools import cache

import holidays

_CHILE = holidays.country_holidays("CL")


def is_business_day(day: date) -> bool:
    """Whether a term in business days counts this day."""
    return bool(_CHILE.is_working_day(day))


def business_days_after(day: date, count: int) -> date:
    """The last day of a term of `count` business days that starts to run after `day`.

    Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError(f"a term has at least one business day, not {count}")
    return _CHILE.get_nth_working_day(day, count)


def business_days_between(day: date, until: date) -> int:
    """Business days after `day`, up to and including `until`; 0 where `until` is not later."""
    if until <= day:
        return 0
    return int(_CHILE.get_working_days_count(day, until)) - is_business_day(day)


@cache
def holidays_between(first_year: int, last_year: int) -> tuple[date, ...]:
    """The national holidays of some years, for whoever counts business days in another language."""
    return tuple(sorted(holidays.country_holidays("CL", years=range(first_year, last_year + 1))))
