"""The promise: a forecast draws out what is known to the end of the term, and where a month of it
is not known it says so instead.
"""

from dataclasses import replace
from datetime import date

import pytest
from tests.domain.test_convenio_rules import END, TERM

from sep_domain.convenio_rules.renewals.forecast import Forecast, forecast
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.convenio_rules.terms import ConvenioTerm, Spent
from sep_domain.dates.calendar import Period
from sep_domain.values.money import Clp

RUNNING = replace(
    TERM,
    paid=Clp(2_200),
    spent=Spent(Clp(1_300), Clp(200), reviewed=True),
)
"""From March 2020 to February 2024, 48 months; what is known are its first 22."""
KNOWN_MONTHS = [Period("2020-03").plus(number) for number in range(22)]
ON = date(2022, 1, 15)


def drawn(
    term: ConvenioTerm = RUNNING,
    years: tuple[int, ...] = (2020, 2021),
    months: list[Period] = KNOWN_MONTHS,
    on: date = ON,
) -> Forecast:
    return forecast(term, years, months, on)


def test_the_pace_so_far_is_drawn_out_to_the_end() -> None:
    seen = drawn()
    assert (seen.ends_on, seen.covered_until) == (END, date(2021, 12, 31))
    assert (seen.months_covered, seen.months_left) == (22, 26)
    assert (seen.spent, seen.monthly_spent, seen.spent_at_end) == (1_100, 50, 2_400)
    assert (seen.received, seen.monthly_received, seen.received_at_end) == (2_200, 100, 4_800)


def test_the_share_at_the_end_is_the_rules_own() -> None:
    seen = drawn()
    assert (str(seen.share_at_end), str(seen.threshold)) == ("0.5000", "0.70")
    assert (seen.short_at_end, seen.verdict) == (960, Verdict.NO_EXIGIBLE_AUN)


def test_what_must_be_spent_a_month_counts_from_what_is_declared() -> None:
    # 3,360 of 4,800 are asked for and 1,100 are there; 26 months are left.
    assert drawn().needed_monthly == 87
    assert "se alcanza con $87 al mes en los 26 meses que quedan." in drawn().explanation
    assert "Al ritmo de los 22 meses con documentos" in drawn().explanation


def test_payments_and_documents_each_keep_their_own_pace() -> None:
    further = [*KNOWN_MONTHS, Period("2022-01"), Period("2022-02")]
    seen = drawn(replace(RUNNING, paid=Clp(2_400)), months=further)
    assert (seen.monthly_spent, seen.spent_at_end) == (50, 2_400)
    assert (seen.monthly_received, seen.received_at_end) == (100, 4_800)


def test_months_outside_of_the_term_are_not_counted() -> None:
    around = [Period("2020-02"), *KNOWN_MONTHS, Period("2024-03")]
    assert drawn(years=(2019, 2020, 2021, 2025), months=around) == drawn()


def test_where_enough_is_spent_no_more_is_asked_for() -> None:
    seen = drawn(replace(RUNNING, spent=Spent(Clp(3_360), Clp(0), reviewed=True)))
    assert (seen.needed_monthly, seen.short_at_end) == (0, 0)
    assert "al mes en" not in seen.explanation


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2020, 2, 1), 48),
        (date(2022, 1, 30), 26),
        (date(2022, 1, 31), 25),
        (date(2024, 1, 31), 1),
        (date(2024, 2, 28), 1),
        (END, 0),
        (date(2025, 1, 1), 0),
    ],
)
def test_months_are_left_from_the_day_after(on: date, left: int) -> None:
    assert drawn(on=on).months_left == left


def test_the_last_month_is_told_as_one() -> None:
    assert "en el mes que queda." in drawn(on=date(2024, 2, 1)).explanation


def test_a_term_that_has_ended_is_what_its_rule_says() -> None:
    seen = drawn(on=date(2024, 3, 1))
    assert (seen.verdict, str(seen.share_at_end)) == (Verdict.NO_CUMPLE, "0.5000")
    assert (seen.spent_at_end, seen.received_at_end) == (1_100, 2_200)
    assert (seen.short_at_end, seen.monthly_spent, seen.needed_monthly) == (440, None, None)


def test_an_ended_term_of_which_nothing_is_known_has_no_figures() -> None:
    unknown = replace(RUNNING, spent=Spent(Clp(0), Clp(0), reviewed=True, known=False))
    seen = drawn(unknown, on=date(2024, 3, 1))
    assert (seen.verdict, seen.spent, seen.received) == (Verdict.SIN_DATOS, None, None)


@pytest.mark.parametrize(
    ("years", "months", "lack"),
    [
        ((), KNOWN_MONTHS, "Ningún año del convenio tiene documentos declarados."),
        ((2019, 2025), KNOWN_MONTHS, "Ningún año del convenio tiene documentos declarados."),
        ((2021,), KNOWN_MONTHS, "No hay documentos declarados de 2020."),
        ((2020, 2021), KNOWN_MONTHS[1:], "No hay pagos publicados de 2020-03."),
        (
            (2020, 2021),
            KNOWN_MONTHS[3:],
            "No hay pagos publicados de 2020-03, 2020-04, 2020-05.",
        ),
        (
            (2020, 2021),
            KNOWN_MONTHS[5:],
            "No hay pagos publicados de 2020-03, 2020-04, 2020-05 y 2 meses más.",
        ),
    ],
)
def test_where_a_month_is_not_known_nothing_is_forecast(
    years: tuple[int, ...], months: list[Period], lack: str
) -> None:
    seen = drawn(years=years, months=months)
    assert (seen.lacks, seen.spent_at_end, seen.verdict) == ((lack,), None, Verdict.SIN_DATOS)
    assert seen.explanation == f"No se proyecta: {lack}"


def test_what_was_brought_in_and_is_not_known_is_named_beside_the_forecast() -> None:
    assert drawn().lacks == ()
    unknown = drawn(replace(RUNNING, brought=None))
    assert unknown.lacks == ("No se sabe cuánto dejó el convenio anterior.",)


def test_documents_of_the_last_year_cover_no_more_than_the_term() -> None:
    years = tuple(range(2020, 2025))
    months = [Period("2020-03").plus(number) for number in range(48)]
    seen = drawn(years=years, months=months, on=date(2024, 2, 1))
    assert (seen.months_covered, seen.covered_until) == (48, END)
