"""The numbers that bind advice contracts, from the table of legal numbers.

What only the usual contract says (10 days to review, 5 to correct, a last instalment of 20 %) is
unverified, confidence U. Being late with a review or a correction is shown, and refuses nothing.
"""

from datetime import date
from decimal import Decimal

from sep_domain.business_days import business_days_after
from sep_domain.events.ate import NoticeMedium
from sep_domain.legal_numbers import legal_number


def criteria_points(day: date) -> int | None:
    """What the criteria of a tender add up to."""
    found = legal_number("criteria_points", day)
    return None if found is None else found.whole


def notice_medium(day: date) -> NoticeMedium | None:
    """Where a tender is announced at least."""
    found = legal_number("notice_medium", day)
    return None if found is None else NoticeMedium(found.value)


def exception_letters(day: date) -> tuple[str, ...] | None:
    """The letters of Ley 19.886 art 8 that may stand in for a tender."""
    found = legal_number("exception_letters", day)
    return None if found is None else tuple(found.value.split())


def contract_subvencion(day: date) -> str | None:
    """The fund that pays an adviser."""
    found = legal_number("contract_subvencion", day)
    return None if found is None else found.value


def final_share(day: date) -> Decimal:
    """The least part of a contract that its last instalment is, 0 to 1; 0 where none is fixed."""
    found = legal_number("final_share", day)
    return Decimal(0) if found is None else found.decimal


def deficient_evaluations(day: date) -> int | None:
    """How many deficient evaluations in a row remove an adviser from the registry."""
    found = legal_number("deficient_evaluations", day)
    return None if found is None else found.whole


def review_due(delivered_on: date) -> date | None:
    """The last day for the counterpart to approve or return a report."""
    return _due("review_days", delivered_on)


def correction_due(returned_on: date) -> date | None:
    """The last day for the adviser to hand in a corrected report."""
    return _due("correction_days", returned_on)


def _due(name: str, day: date) -> date | None:
    found = legal_number(name, day)
    return None if found is None else business_days_after(day, found.whole)
