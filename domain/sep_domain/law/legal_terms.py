"""Terms of the law reckoned from a day, in whatever unit the law counts them.

A day that falls outside a term of business days is no business of the term: only the last day of
it is told. Numbers are those of `legal_numbers`.
"""

from datetime import date, timedelta

from sep_domain.dates.business_days import business_days_after
from sep_domain.dates.calendar import months_after
from sep_domain.law.legal_numbers import LegalNumber, Unit, legal_number


def term_end(name: str, from_day: date | None) -> date | None:
    """The last day of the term that runs from a day; None without a day or where no law fixes it.

    Raises ValueError for a number that is no term.
    """
    number = None if from_day is None else legal_number(name, from_day)
    if from_day is None or number is None:
        return None
    return _end(number, from_day)


def _end(number: LegalNumber, from_day: date) -> date:
    match number.unit:
        case Unit.BUSINESS_DAYS:
            return business_days_after(from_day, number.whole)
        case Unit.DAYS:
            return from_day + timedelta(days=number.whole)
        case Unit.MONTHS:
            return months_after(from_day, number.whole)
    raise ValueError(f"{number.name} is no term: {number.unit}")
