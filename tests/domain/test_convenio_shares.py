"""The promise: shares are measured over what was there, by months of the agreed term, and a verdict
is given only where it holds whatever is not known."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.test_convenio_rules import AFTER, END, TERM, spent

from sep_domain.convenio_rules.renewals.conditions import (
    extension_ceiling,
    latest_extension,
    least_end,
    renewal_notice,
    staff_ceiling,
)
from sep_domain.convenio_rules.renewals.execution import at_half_term, at_renewal, executed_share
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.convenio_rules.terms import Spent, half_of, months_of
from sep_domain.dates.calendar import Period, SchoolYear, end_after, months_after
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp


@pytest.mark.parametrize(
    ("from_date", "to_date", "half"),
    [
        # 24 of 48 months (Ley 21.006 art 1), whichever day February ends on.
        (date(2020, 3, 1), date(2024, 2, 29), date(2022, 2, 28)),
        (date(2016, 3, 1), date(2020, 2, 28), date(2018, 2, 28)),
        (date(2018, 3, 1), date(2022, 2, 28), date(2020, 2, 29)),
        (date(2022, 3, 1), date(2026, 2, 28), date(2024, 2, 29)),
        (date(2020, 3, 15), date(2024, 3, 14), date(2022, 3, 14)),
        (date(2021, 1, 1), date(2024, 12, 31), date(2022, 12, 31)),
    ],
)
def test_the_first_half_is_half_of_the_months(from_date: date, to_date: date, half: date) -> None:
    assert months_of(from_date, to_date) == 48
    assert half_of(from_date, to_date) == half


@given(st.dates(date(2008, 1, 1), date(2030, 12, 31)), st.integers(48, 72))
def test_a_term_of_whole_months_has_as_many(start: date, months: int) -> None:
    if start.day <= 28:
        end = months_after(start, months) - timedelta(days=1)
        assert months_of(start, end) == months
        assert half_of(start, end) == months_after(start, months // 2) - timedelta(days=1)


@pytest.mark.parametrize(
    ("to_date", "months"),
    [
        (date(2024, 3, 14), 48),
        (date(2024, 3, 15), 49),
        (date(2024, 3, 31), 49),
        (date(2024, 4, 14), 49),
        (date(2024, 2, 15), 48),
        (date(2024, 2, 14), 47),
    ],
)
def test_fifteen_days_count_as_a_month(to_date: date, months: int) -> None:
    assert months_of(date(2020, 3, 1), to_date) == months


@pytest.mark.parametrize(
    ("end", "latest"),
    [
        (date(2023, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 2, 28), date(2025, 2, 28)),
        (date(2023, 12, 31), date(2024, 12, 31)),
        (date(2023, 3, 30), date(2024, 3, 30)),
    ],
)
def test_twelve_months_from_the_end_of_a_month_end_with_one(end: date, latest: date) -> None:
    """Art 7 bis inc 2: the extension is of months, in which payments run."""
    assert end_after(end, 12) == latest
    assert latest_extension(end) == latest
    extended = replace(TERM, to_date=end, last_day=latest)
    assert extension_ceiling(extended).verdict is Verdict.CUMPLE
    beyond = replace(extended, last_day=latest + timedelta(days=1))
    assert extension_ceiling(beyond).verdict is Verdict.NO_CUMPLE


def test_a_convenio_of_48_months_may_end_on_29_february() -> None:
    assert least_end(date(2020, 3, 1)) == date(2024, 2, 29)
    assert least_end(date(2021, 3, 1)) == date(2025, 2, 28)


def test_sixty_days_stay_days() -> None:
    assert renewal_notice(TERM, AFTER).decided_on == END - timedelta(days=60)


def test_what_was_brought_stands_in_the_base_and_the_other_reading_beside_it() -> None:
    """Ley 20.248 art 7 bis inc 3: what was not spent is part of the new convenio."""
    ruling = at_renewal(replace(TERM, brought=Clp(100)), AFTER)
    assert (ruling.verdict, ruling.base, ruling.missing) == (Verdict.NO_CUMPLE, 1_100, 70)
    assert ruling.confidence is Confidence.UNVERIFIED
    other = ruling.alternative
    assert other is not None
    assert (other.verdict, other.base, other.missing) == (Verdict.CUMPLE, 1_000, 0)
    assert "de saldo inicial" in ruling.explanation
    assert "de saldo inicial" not in other.explanation


def test_where_both_readings_agree_the_verdict_is_as_sure_as_the_law() -> None:
    ruling = at_renewal(replace(TERM, brought=Clp(100), spent=spent(900)), AFTER)
    assert (ruling.verdict, ruling.confidence) == (Verdict.CUMPLE, Confidence.VERIFIED)
    assert at_renewal(TERM, AFTER).alternative is None


def test_what_was_brought_counts_at_half_term_too_and_a_debt_brings_nothing() -> None:
    half = at_half_term(replace(TERM, brought=Clp(1)), AFTER)
    assert (half.base, half.verdict) == (501, Verdict.NO_CUMPLE)
    assert at_half_term(replace(TERM, brought=Clp(-400)), AFTER).base == 500


def test_before_the_reform_nothing_says_what_the_base_is() -> None:
    old = replace(TERM, last_day=date(2011, 10, 25), to_date=date(2011, 10, 25))
    assert at_renewal(old, AFTER).verdict is Verdict.NO_APLICA


def test_the_extension_is_no_part_of_the_share() -> None:
    """Ley 21.006 art 3 no. 2 leaves its months out; renewal passes them to the next convenio."""
    extended = replace(
        TERM,
        last_day=date(2025, 2, 28),
        paid_extension=Clp(1_000),
        spent_extension=Spent(Clp(0), Clp(0), reviewed=True),
    )
    ruling = at_renewal(extended, AFTER)
    assert (ruling.base, ruling.amount, ruling.decided_on) == (1_000, 700, END)
    assert extended.saldo == 1_300


MARCH_2021 = (Period("2021-03"),)
YEAR_2021 = (SchoolYear(2021),)


@pytest.mark.parametrize(
    ("accepted", "months", "years", "verdict"),
    [
        (699, (), (), Verdict.NO_CUMPLE),
        # More may have been received: the share can only fall.
        (699, MARCH_2021, (), Verdict.NO_CUMPLE),
        (700, MARCH_2021, (), Verdict.SIN_DATOS),
        # More may have been spent: it can only rise.
        (699, (), YEAR_2021, Verdict.SIN_DATOS),
        (700, (), YEAR_2021, Verdict.CUMPLE),
        (700, MARCH_2021, YEAR_2021, Verdict.SIN_DATOS),
        (699, MARCH_2021, YEAR_2021, Verdict.SIN_DATOS),
        # What lacks after the day that decides changes nothing.
        (699, (Period("2024-03"),), (SchoolYear(2025),), Verdict.NO_CUMPLE),
    ],
)
def test_a_verdict_holds_whatever_is_not_known(
    accepted: int,
    months: tuple[Period, ...],
    years: tuple[SchoolYear, ...],
    verdict: Verdict,
) -> None:
    term = replace(TERM, spent=spent(accepted), months_unpaid=months, years_undeclared=years)
    ruling = at_renewal(term, AFTER)
    assert ruling.verdict is verdict
    if verdict is Verdict.SIN_DATOS:
        assert ruling.lacks


def test_the_half_term_looks_no_further_than_its_month_24() -> None:
    """The payment of month 24 (2022-02) lacks, or that of month 25."""
    short = replace(TERM, spent_first_half=spent(350))
    last_of_half = replace(short, months_unpaid=(Period("2022-02"),))
    assert at_half_term(last_of_half, AFTER).verdict is Verdict.SIN_DATOS
    assert at_half_term(last_of_half, AFTER).lacks == ("No hay pagos conocidos de 2022-02.",)
    after_half = replace(short, months_unpaid=(Period("2022-03"),))
    assert at_half_term(after_half, AFTER).verdict is Verdict.CUMPLE


def test_before_the_day_a_share_may_still_fall() -> None:
    """Above the bar in 2023, with a year of payments to come."""
    to_come = tuple(Period("2023-03").plus(n) for n in range(12))
    running = replace(TERM, spent=spent(900), months_unpaid=to_come)
    ruling = at_renewal(running, date(2023, 3, 1))
    assert (ruling.verdict, ruling.decided_on) == (Verdict.NO_EXIGIBLE_AUN, END)
    assert at_renewal(replace(TERM, spent=spent(900)), END).verdict is Verdict.CUMPLE


def test_where_what_was_brought_is_not_known_only_the_other_reading_may_be_sure() -> None:
    unknown = replace(TERM, brought=None)
    ruling = at_renewal(unknown, AFTER)
    assert (ruling.verdict, ruling.lacks) == (
        Verdict.SIN_DATOS,
        ("No se sabe con qué saldo empezó el convenio.",),
    )
    assert ruling.alternative is not None
    assert ruling.alternative.verdict is Verdict.CUMPLE
    below = replace(unknown, spent=spent(699))
    assert at_renewal(below, AFTER).verdict is Verdict.NO_CUMPLE


def test_what_was_brought_on_incomplete_data_condemns_nobody_alone() -> None:
    """Documents of the convenio before lack: what it left, and so the base, may be less."""
    unsure = replace(TERM, brought=Clp(100), brought_whole=False)
    assert at_renewal(unsure, AFTER).verdict is Verdict.SIN_DATOS
    below_anyway = replace(unsure, spent=spent(600))
    assert at_renewal(below_anyway, AFTER).verdict is Verdict.NO_CUMPLE


def test_staff_over_half_is_no_breach_while_payments_or_the_plan_lack() -> None:
    over = replace(TERM, staff=Clp(501))
    assert staff_ceiling(replace(over, months_unpaid=MARCH_2021), AFTER).verdict is (
        Verdict.SIN_DATOS
    )
    planless = replace(over, years_without_plan=YEAR_2021)
    ruling = staff_ceiling(planless, AFTER)
    assert ruling.verdict is Verdict.SIN_DATOS
    assert ruling.lacks == ("No hay acciones conocidas del PME de 2021.",)
    assert staff_ceiling(replace(over, years_undeclared=YEAR_2021), AFTER).verdict is (
        Verdict.NO_CUMPLE
    )
    assert staff_ceiling(replace(TERM, years_undeclared=YEAR_2021), AFTER).verdict is (
        Verdict.SIN_DATOS
    )


def test_staff_is_held_against_payments_as_far_as_its_documents_are_known() -> None:
    """Asked as of an earlier day: the documents of 2023 are counted, its payments lack."""
    over = replace(TERM, staff=Clp(501), months_unpaid=(Period("2023-06"),))
    assert staff_ceiling(over, date(2021, 6, 1)).verdict is Verdict.SIN_DATOS
    running = replace(
        over, months_unpaid=(Period("2024-02"),), years_undeclared=(SchoolYear(2024),)
    )
    assert staff_ceiling(running, date(2024, 1, 15)).verdict is Verdict.NO_CUMPLE


def test_a_renewal_that_was_given_was_asked_for() -> None:
    renewed = replace(TERM, renewed_on=date(2024, 2, 1))
    assert renewal_notice(renewed, AFTER).verdict is Verdict.SIN_DATOS


def test_the_share_for_cutting_payments_is_exact() -> None:
    assert executed_share(350, 500) == Fraction(7, 10)
    assert executed_share(350, 500, 100) == Fraction(7, 12)
    assert executed_share(350, 500, -100) == Fraction(7, 10)
    assert executed_share(350, 0) is None


amounts = st.integers(0, 10**9).map(Clp)
months = st.lists(
    st.integers(0, 47).map(lambda n: Period("2020-03").plus(n)), unique=True, max_size=6
).map(tuple)
years = st.lists(st.integers(2020, 2024).map(SchoolYear), unique=True, max_size=3).map(tuple)


@given(
    paid=amounts,
    accepted=amounts,
    brought=amounts,
    unpaid=months,
    undeclared=years,
    more_paid=amounts,
    more_spent=amounts,
    start_known=st.booleans(),
)
def test_no_verdict_is_turned_by_what_was_not_known(
    *,
    paid: Clp,
    accepted: Clp,
    brought: Clp,
    unpaid: tuple[Period, ...],
    undeclared: tuple[SchoolYear, ...],
    more_paid: Clp,
    more_spent: Clp,
    start_known: bool,
) -> None:
    """The rest of the files comes: whoever was condemned or cleared stays so."""
    partial = replace(
        TERM,
        paid=paid,
        spent=Spent(accepted, Clp(0), reviewed=True),
        brought=brought if start_known else None,
        months_unpaid=unpaid,
        years_undeclared=undeclared,
    )
    whole = replace(
        partial,
        brought=brought,
        paid=Clp(paid + (more_paid if unpaid else 0)),
        spent=Spent(Clp(accepted + (more_spent if undeclared else 0)), Clp(0), reviewed=True),
        months_unpaid=(),
        years_undeclared=(),
    )
    told, truth = at_renewal(partial, AFTER).verdict, at_renewal(whole, AFTER).verdict
    if told is not Verdict.SIN_DATOS:
        assert told is truth
