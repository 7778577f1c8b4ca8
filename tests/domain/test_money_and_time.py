"""Pesos are whole, USE are exact, months and school years are what they say."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp, Use

months = st.builds(Period.of, st.integers(1990, 2090), st.integers(1, 12))


@pytest.mark.parametrize("amount", [1.0, True, Decimal(1), "1"])
def test_only_a_whole_number_is_an_amount_of_pesos(amount: object) -> None:
    with pytest.raises(TypeError):
        Clp(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_models_refuse_what_is_no_whole_number_of_pesos(amount: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Clp).validate_python(amount)


@pytest.mark.parametrize(
    ("exact", "pesos"), [("0.5", 1), ("-0.5", -1), ("1.49", 1), ("2.5", 3), ("73789.02", 73789)]
)
def test_halves_round_away_from_zero(exact: str, pesos: int) -> None:
    assert Clp.rounded(Decimal(exact)) == pesos


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=10**6))
def test_a_use_amount_in_pesos_is_exact(amount: Decimal) -> None:
    assert Use(amount).in_clp(Decimal("36299.2040")) == amount * Decimal("36299.2040")


@given(months, st.integers(-600, 600))
def test_going_there_and_back_is_staying(month: Period, steps: int) -> None:
    assert month.plus(steps).plus(-steps) == month


@given(months)
def test_the_next_month_begins_the_day_after_the_last(month: Period) -> None:
    assert (month.plus(1).first_day - month.last_day).days == 1
    assert month.last_day.month == month.month


@given(months, months)
def test_months_sort_as_time_does(one: Period, other: Period) -> None:
    assert (one < other) == (one.first_day < other.first_day)


@pytest.mark.parametrize(
    "text",
    ["2024-13", "2024-00", "2024-1", "202401", "2024-01-01", "٢٠٢٤-٠١", "2024-01\n", "0000-01", ""],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Period(text)


def test_a_school_year_runs_from_march_to_december() -> None:
    year = SchoolYear(2024)
    assert (year.first_day, year.last_day) == (date(2024, 3, 1), date(2024, 12, 31))
    assert (year.months[0], year.months[-1], len(year.months)) == ("2024-03", "2024-12", 10)


@pytest.mark.parametrize("kind", [SchoolYear, Rbd])
@pytest.mark.parametrize("text", ["2_024", " 2024", "٢٠٢٤", "2e3", "2024.0", 2024.0, True, ""])
def test_what_is_no_whole_number_is_no_year_and_no_school(kind: type[int], text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)
    assert TypeAdapter(kind).validate_python("2024") == TypeAdapter(kind).validate_python(2024)
