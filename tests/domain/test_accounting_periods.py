"""The books of a month are closed once it is over, and opened again only with a reason."""

from datetime import date

import pytest

from sep_domain.accounting_period.commands import ClosePeriod, PeriodCommand, ReopenPeriod
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodKey, PeriodState
from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.periods import PeriodClosed, PeriodReopened
from sep_domain.values.identifiers import Rut

MARCH = PeriodKey(sostenedor=Rut("62000660-2"), month=Period("2024-03"))
DECIDER = PeriodDecider()


def close(day: date = date(2024, 4, 10)) -> ClosePeriod:
    return ClosePeriod(occurred_on=day)


def reopen(day: date = date(2024, 4, 20)) -> ReopenPeriod:
    return ReopenPeriod(occurred_on=day, reason="Factura mal imputada")


def given(*commands: PeriodCommand) -> PeriodState:
    state = DECIDER.initial(MARCH)
    for command in commands:
        state = DECIDER.fold(state, DECIDER.decide(state, command))
    return state


def refusal(state: PeriodState, command: PeriodCommand) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        DECIDER.decide(state, command)
    return refused.value


def test_a_month_is_closed_and_reopened_and_closed_again() -> None:
    (closed,) = DECIDER.decide(given(), close())
    assert closed == PeriodClosed(
        occurred_on=date(2024, 4, 10), sostenedor=MARCH.sostenedor, month=MARCH.month
    )
    (reopened,) = DECIDER.decide(given(close()), reopen())
    assert isinstance(reopened, PeriodReopened)
    assert reopened.reason == "Factura mal imputada"
    assert DECIDER.decide(given(close(), reopen()), close(date(2024, 5, 2)))


@pytest.mark.parametrize("day", [date(2024, 3, 1), date(2024, 3, 31)])
def test_a_month_that_is_not_over_cannot_be_closed(day: date) -> None:
    assert refusal(given(), close(day)).code == "mes_no_terminado"


def test_a_closed_month_is_not_closed_twice() -> None:
    again = refusal(given(close()), close())
    assert (again.code, again.allowed) == ("periodo_ya_cerrado", ("reopen",))


def test_an_open_month_cannot_be_reopened() -> None:
    assert refusal(given(), reopen()).code == "periodo_abierto"
    assert refusal(given(close(), reopen()), reopen()).allowed == ("close",)


def test_steps_follow_each_other_in_time() -> None:
    assert refusal(given(close()), reopen(date(2024, 4, 9))).code == "fecha_anterior"
    assert refusal(given(close(), reopen()), close(date(2024, 4, 19))).code == "fecha_anterior"


def test_reopening_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        ReopenPeriod(occurred_on=date(2024, 4, 20), reason="  ")


def test_months_and_sostenedores_have_streams_of_their_own() -> None:
    others = [
        PeriodKey(sostenedor=Rut("62000660-2"), month=Period("2024-04")),
        PeriodKey(sostenedor=Rut("11111111-1"), month=Period("2024-03")),
    ]
    assert len({key.stream() for key in (MARCH, *others)}) == 3
