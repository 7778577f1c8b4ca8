"""Two months' difference is taken apart without a rest, and each part is about one thing."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.entitlements import AUTONOMO, EMERGENTE, attended, convenio, months, school

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import (
    DifferencePart,
    Pupils,
    Retention,
    Scaling,
    SchoolFacts,
    difference,
    entitlement,
)
from sep_domain.values.grades import LevelBand
from sep_domain.values.schools import SepClassification

YEARS = range(2015, 2020)
MONTHS = [Period.of(year, month) for year in YEARS for month in range(1, 13)]


@st.composite
def schools(draw: st.DrawFn) -> SchoolFacts:
    """Schools that change in every way there is, a month missing here and there."""
    attendance: dict[Period, Any] = {}
    for month in months("2014-03", "2019-12"):
        if draw(st.integers(0, 19)):
            attendance[month] = {}
            for band in draw(st.sets(st.sampled_from(LevelBand), max_size=2)):
                for group in Pupils:
                    present = Fraction(draw(st.integers(0, 9_000)), 100)
                    counts = {group: (draw(st.integers(60, 90)), present)}
                    attendance[month] |= attended([(month, counts)], band)[month]
    start = draw(st.sampled_from(["2012-03-01", "2016-03-01", "2016-08-01"]))
    until = draw(st.sampled_from([date(2018, 2, 28), date(2020, 2, 28)]))
    lifted = draw(st.none() | st.sampled_from([Period("2018-06"), Period("2019-12")]))
    share = Fraction(draw(st.integers(0, 100)), 100)
    return school(
        attendance,
        convenios=(convenio(1, start, until.isoformat()),),
        classifications={
            SchoolYear(year): draw(st.sampled_from(SepClassification)) for year in YEARS
        },
        gratuitous={SchoolYear(year): draw(st.booleans()) for year in YEARS},
        plan_presented_on=draw(st.none() | st.dates(date(2012, 1, 1), date(2017, 6, 1))),
        retentions=(Retention(Period("2018-04"), lifted, Fraction(1, 2)),),
        scalings=(Scaling(Period("2018-03"), until, share, "art 1"),),
    )


def total(facts: SchoolFacts, month: Period) -> int:
    found = entitlement(facts, month)
    return 0 if found is None else found.total


@given(schools(), st.sampled_from(MONTHS), st.sampled_from(MONTHS))
def test_the_parts_add_up_to_the_difference(
    facts: SchoolFacts, earlier: Period, later: Period
) -> None:
    parts = difference(facts, earlier, later)
    assert sum(parts.values()) == total(facts, later) - total(facts, earlier)


@given(schools(), st.sampled_from(MONTHS))
def test_a_month_does_not_differ_from_itself(facts: SchoolFacts, month: Period) -> None:
    assert set(difference(facts, month, month).values()) == {0}


def parts_of(facts: SchoolFacts, earlier: str, later: str) -> dict[DifferencePart, int]:
    """The parts that are not zero."""
    found = difference(facts, Period(earlier), Period(later))
    return {part: amount for part, amount in found.items() if amount}


def steady(present: int = 50) -> Any:
    counts = {Pupils.PRIORITARIOS: (60, present), Pupils.TODOS: (100, 90)}
    return attended((month, counts) for month in months("2014-03", "2026-12"))


@pytest.mark.parametrize(
    ("facts", "earlier", "later", "only"),
    [
        (school({**steady(40), **steady(50)}), "2024-11", "2024-12", DifferencePart.USE),
        (school(steady()), "2016-02", "2016-03", DifferencePart.TABLA),
        (
            school(steady(), EMERGENTE, convenios=(convenio(1, "2023-03-01"),)),
            "2023-10",
            "2023-11",
            None,
        ),
        (school(steady()).classified(SchoolYear(2023), EMERGENTE), "2023-02", "2023-03", None),
        (school(steady(), convenios=(convenio(end="2023-09-30"),)), "2023-09", "2023-10",
         DifferencePart.CATEGORIA),
        (school(steady(), retentions=(Retention(Period("2023-04"), None, Fraction(1, 2)),)),
         "2023-03", "2023-04", DifferencePart.LEY_21006),
    ],
)  # fmt: skip
def test_each_change_is_found_under_its_name(
    facts: SchoolFacts, earlier: str, later: str, only: DifferencePart | None
) -> None:
    # An emergente has in arts 14 and 20 together what an autónomo has in art 14 alone.
    assert set(parts_of(facts, earlier, later)) == ({only} if only else set())


def test_fewer_pupils_present() -> None:
    attendance = {
        **steady(50),
        **attended([(Period("2023-07"), {Pupils.PRIORITARIOS: (60, 20), Pupils.TODOS: (100, 90)})]),
    }
    assert set(parts_of(school(attendance), "2023-07", "2023-08")) == {DifferencePart.ASISTENCIA}


def test_another_band_of_concentration() -> None:
    before = attended(
        (month, {Pupils.PRIORITARIOS: (40, 40), Pupils.TODOS: (100, 90)})
        for month in months("2022-03", "2022-12")
    )
    after = attended(
        (month, {Pupils.PRIORITARIOS: (60, 40), Pupils.TODOS: (100, 90)})
        for month in months("2023-03", "2024-12")
    )
    facts = school({**before, **after}, AUTONOMO)
    assert set(parts_of(facts, "2023-12", "2024-01")) == {DifferencePart.CONCENTRACION}
