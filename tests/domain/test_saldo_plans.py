"""The promise: what must be given back of an expired balance, and by when, follows from the letter
of Ley 21.796 art 47 that a plan is under and from the plan's own last day; what is settled reduces
it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.test_convenio_rules import TERM

from sep_domain.convenio_rules.balances.restitutions import restitutions
from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.balances.saldos import expired_saldo
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.money import Clp

PRESENTED = date(2026, 4, 1)
NOTHING = Clp(0)


def plan(covers: int = 300, executed: int | None = None, **changes: Any) -> SaldoPlan:
    done = None if executed is None else Clp(executed)
    return replace(SaldoPlan(PRESENTED, Clp(covers), done), **changes)


@pytest.mark.parametrize(
    ("changes", "last_day", "due_on"),
    [
        # Common actions end on 30 September; the law's 31 July has passed by then.
        ({}, date(2026, 9, 30), date(2026, 9, 30)),
        ({"deadline": date(2026, 6, 30)}, date(2026, 6, 30), date(2026, 7, 31)),
        ({"deadline": date(2026, 8, 15)}, date(2026, 8, 15), date(2026, 8, 15)),
        # Letter a) runs through 2026; what is not done of it is given back by 30 October.
        (
            {"infrastructure": Clp(300), "deadline": date(2026, 9, 30)},
            date(2026, 9, 30),
            date(2026, 10, 30),
        ),
        (
            {"infrastructure": Clp(300), "deadline": date(2026, 12, 31)},
            date(2026, 12, 31),
            date(2026, 12, 31),
        ),
        # A plan that does not say, and runs beyond 30 September, can only be of letter a).
        ({"deadline": date(2026, 10, 15)}, date(2026, 10, 15), date(2026, 10, 30)),
    ],
)
def test_a_part_is_given_back_when_its_term_is_over(
    changes: dict[str, Any], last_day: date, due_on: date
) -> None:
    undone = plan(executed=100, **changes)
    assert restitutions(TERM, undone, NOTHING, last_day) == ()
    (owed,) = restitutions(TERM, undone, NOTHING, last_day.replace(day=1).replace(year=2027))
    assert (owed.amount, owed.due_on) == (200, due_on)


def test_the_two_letters_of_one_plan_fall_due_apart() -> None:
    """200 of common actions, 100 of letter a); what is done counts first for what ends first."""
    mixed = plan(executed=150, infrastructure=Clp(100), deadline=date(2026, 12, 31))
    autumn = restitutions(TERM, mixed, NOTHING, date(2026, 10, 1))
    assert [(one.amount, one.due_on) for one in autumn] == [(50, date(2026, 9, 30))]
    year_end = restitutions(TERM, mixed, NOTHING, date(2027, 1, 1))
    assert [(one.amount, one.due_on) for one in year_end] == [
        (50, date(2026, 9, 30)),
        (100, date(2026, 12, 31)),
    ]


def test_what_is_settled_reduces_what_is_owed() -> None:
    some = plan(covers=200, executed=150)
    owed = restitutions(TERM, some, Clp(120), date(2026, 10, 1))
    assert [(one.amount, one.reason) for one in owed] == [
        (30, "Parte del plan que no se ejecutó"),
    ]
    assert restitutions(TERM, some, Clp(150), date(2026, 10, 1)) == ()
    assert expired_saldo(TERM, None, date(2026, 5, 1), Clp(300)).verdict is Verdict.CUMPLE
    assert expired_saldo(TERM, None, date(2026, 5, 1), Clp(299)).missing == 1


@pytest.mark.parametrize(
    ("last_day", "article"), [(date(2025, 12, 31), "art 47"), (date(2026, 1, 1), "art 7 bis")]
)
def test_plans_are_for_what_had_expired_when_the_law_came_into_force(
    last_day: date, article: str
) -> None:
    """Ley 21.796 art 47 inc 1 and art 48: 1 January 2026."""
    term = replace(TERM, to_date=last_day, last_day=last_day)
    (owed,) = restitutions(term, None, NOTHING, date(2026, 6, 1))
    law = "21.796" if article == "art 47" else "20.248"
    assert (owed.amount, owed.article, owed.law) == (300, article, law)
    expected = Verdict.NO_CUMPLE if article == "art 47" else Verdict.NO_APLICA
    assert expired_saldo(term, None, date(2026, 6, 1)).verdict is expected


def test_a_plan_that_came_late_covers_nothing() -> None:
    late = plan(presented_on=date(2026, 5, 1))
    (owed,) = restitutions(TERM, late, NOTHING, date(2026, 6, 1))
    assert (owed.amount, owed.due_on) == (300, None)


def test_nothing_is_asked_back_on_documents_that_are_not_known() -> None:
    unknown = replace(TERM, years_undeclared=(SchoolYear(2022),))
    assert restitutions(unknown, None, NOTHING, date(2026, 6, 1)) == ()
    ruling = expired_saldo(unknown, None, date(2026, 6, 1))
    assert ruling.verdict is Verdict.SIN_DATOS
    assert ruling.lacks == ("No hay documentos declarados de 2022.",)


def test_of_payments_that_are_not_known_at_least_the_rest_is_owed() -> None:
    unknown = replace(TERM, months_unpaid=(Period("2022-05"),))
    (owed,) = restitutions(unknown, None, NOTHING, date(2026, 6, 1))
    assert (owed.amount, owed.lacks) == (300, ("No hay pagos conocidos de 2022-05.",))


def test_a_renewal_without_a_known_successor_keeps_the_balance_and_owes_nothing_yet() -> None:
    renewed = replace(TERM, renewed_on=date(2024, 2, 1))
    assert not renewed.passed_on
    assert restitutions(renewed, None, NOTHING, date(2026, 6, 1)) == ()
    assert "su saldo sigue en él" in expired_saldo(renewed, None, date(2026, 6, 1)).explanation


@given(
    st.integers(0, 500),
    st.none() | st.integers(0, 500),
    st.none() | st.integers(0, 500),
    st.none() | st.dates(PRESENTED, date(2026, 12, 31)),
)
def test_the_parts_of_a_plan_add_up_to_it(
    covers: int, executed: int | None, infrastructure: int | None, deadline: date | None
) -> None:
    of_letter_a = None if infrastructure is None else Clp(infrastructure)
    parts = plan(covers, executed, infrastructure=of_letter_a, deadline=deadline).parts
    assert sum(part.covers for part in parts) == covers
    assert sum(part.executed for part in parts) == min(covers, executed or 0)
    assert all(part.unexecuted >= 0 for part in parts)


def test_what_has_no_plan_is_asked_back_once_none_may_be_presented_any_more() -> None:
    """Plans are presented up to 30 April 2026, and were not before the law came into force."""
    asked = {
        day: [one.reason for one in restitutions(TERM, None, NOTHING, day)]
        for day in (
            date(2025, 12, 31),
            date(2026, 1, 1),
            date(2026, 4, 30),
            date(2026, 5, 1),
        )
    }
    assert list(asked.values()) == [
        ["Saldo de un convenio no renovado"],
        [],
        [],
        ["Saldo sin plan de ejecución"],
    ]


def test_that_no_plan_was_seen_tells_nothing_where_no_file_would_show_one() -> None:
    untold = ("Ningún archivo trae los planes.",)
    day = date(2026, 5, 1)
    silent = expired_saldo(TERM, None, day, NOTHING, untold)
    assert (silent.verdict, silent.lacks) == (Verdict.SIN_DATOS, untold)
    assert expired_saldo(TERM, None, day).verdict is Verdict.NO_CUMPLE
    # Before its day nothing lacks, and what is given back needs no plan.
    before = expired_saldo(TERM, None, date(2026, 4, 30), NOTHING, untold)
    assert (before.verdict, before.lacks) == (Verdict.NO_EXIGIBLE_AUN, ())
    assert expired_saldo(TERM, None, day, Clp(300), untold).verdict is Verdict.CUMPLE
