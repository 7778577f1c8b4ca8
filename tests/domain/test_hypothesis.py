"""The promise: a school year under another classification is the entitlement's own, month by month,
with the attendance to come taken from the year before.
"""

from typing import Any

from tests.domain.entitlements import (
    AUTONOMO,
    EMERGENTE,
    EN_RECUPERACION,
    attended,
    convenio,
    months,
    pupils,
    school,
)

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import SchoolFacts, entitlement
from sep_domain.entitlement.hypothesis import with_attendance_to_come, year_as

YEAR = SchoolYear(2024)


def facts(last: str = "2024-12", **more: Any) -> SchoolFacts:
    counts = attended((month, pupils(10, 20)) for month in months("2022-03", last))
    return school(counts, **more)


def total(given: SchoolFacts, month: Period) -> int:
    found = entitlement(given, month)
    assert found is not None
    return found.total


def test_a_school_year_goes_from_march_to_february() -> None:
    told = [month for month, _, _ in year_as(facts(), YEAR, EMERGENTE)]
    assert told == [Period("2024-03").plus(number) for number in range(12)]


def test_both_totals_are_the_entitlements_own() -> None:
    given = facts()
    for month, as_is, other in year_as(given, YEAR, EN_RECUPERACION)[:10]:
        assert as_is == total(given, month)
        assert other == total(given.classified(YEAR, EN_RECUPERACION), month)
    assert any(as_is != other for _, as_is, other in year_as(given, YEAR, EN_RECUPERACION))


def test_under_its_own_classification_nothing_changes() -> None:
    assert all(as_is == other > 0 for _, as_is, other in year_as(facts(), YEAR, AUTONOMO)[:10])


def test_months_without_convenio_are_left_out() -> None:
    ended = facts(convenios=(convenio(end="2024-06-30"),))
    told = [month for month, _, _ in year_as(ended, YEAR, EMERGENTE)]
    assert told == [Period("2024-03").plus(number) for number in range(4)]


def test_attendance_to_come_is_that_of_the_same_month_a_year_before() -> None:
    given = facts("2024-05")
    ahead = with_attendance_to_come(given, Period("2025-03"))
    assert set(ahead.attendance) == {*given.attendance, *months("2024-06", "2024-12")}
    assert ahead.attendance[Period("2024-06")] == given.attendance[Period("2023-06")]
    assert Period("2025-03") not in ahead.attendance


def test_what_is_known_is_not_projected_over() -> None:
    given = facts("2024-05")
    assert with_attendance_to_come(given, Period("2024-04")) == given


def test_a_school_of_which_no_attendance_is_known_has_none_to_come() -> None:
    given = school({})
    assert with_attendance_to_come(given, Period("2025-03")) == given
