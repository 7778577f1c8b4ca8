"""What would be: a school year under another classification, months to come as they were before."""

from dataclasses import replace

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement.compute import entitlement
from sep_domain.entitlement.inputs import SchoolFacts
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

_MONTHS = 12


def year_as(
    facts: SchoolFacts, year: SchoolYear, classification: SepClassification
) -> tuple[tuple[Period, Clp, Clp], ...]:
    """(month, total as it stands, total under the classification), from March to February.

    Months without convenio are left out.
    """
    march = Period.of(year, 3)
    current = with_attendance_to_come(facts, march.plus(_MONTHS))
    other = current.classified(year, classification)
    found = []
    for month in (march.plus(n) for n in range(_MONTHS)):
        as_is, as_other = entitlement(current, month), entitlement(other, month)
        if as_is is not None and as_other is not None:
            found.append((month, as_is.total, as_other.total))
    return tuple(found)


def with_attendance_to_come(facts: SchoolFacts, until: Period) -> SchoolFacts:
    """The same school with the attendance to come taken from the same month a year before."""
    attendance = dict(facts.attendance)
    if not attendance:
        return facts
    month = max(attendance).plus(1)
    while month < until:
        before = attendance.get(month.plus(-_MONTHS))
        if before is not None:
            attendance[month] = before
        month = month.plus(1)
    return replace(facts, attendance=attendance)
