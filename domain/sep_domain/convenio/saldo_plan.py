"""Decisions on the balance of an expired convenio: its plan, and how far that is carried out.

Ley 21.796 art 47. A plan that comes late is refused; that one is carried out late is shown.
"""

from datetime import date

from sep_domain.convenio import commands as ask
from sep_domain.convenio.state import ConvenioState
from sep_domain.convenio_rules.rulings import pesos
from sep_domain.convenio_rules.saldo_plan_dates import saldo_plan_dates
from sep_domain.deciding import RefusedError
from sep_domain.events.convenios import SaldoPlanExecuted, SaldoPlanPresented
from sep_domain.legal_numbers import legal_number

OnPlan = ask.PresentSaldoPlan | ask.ExecuteSaldoPlan


def decide(state: ConvenioState, command: OnPlan) -> SaldoPlanPresented | SaldoPlanExecuted:
    """The event that follows. Raises RefusedError."""
    match command:
        case ask.PresentSaldoPlan():
            return _presented(state, command)
        case ask.ExecuteSaldoPlan():
            return _executed(state, command)


def _presented(state: ConvenioState, command: ask.PresentSaldoPlan) -> SaldoPlanPresented:
    _require_expired(state, command.occurred_on)
    _require_in_time(command)
    return SaldoPlanPresented(
        occurred_on=command.occurred_on,
        rbd=state.key.rbd,
        number=state.key.number,
        saldo=command.saldo,
        deadline=command.deadline,
        infrastructure=command.infrastructure,
    )


def _executed(state: ConvenioState, command: ask.ExecuteSaldoPlan) -> SaldoPlanExecuted:
    # What is carried out never shrinks, nor exceeds what the plan covers.
    least, most = state.plan_executed, state.plan_covers
    if not least <= command.executed <= most:
        raise RefusedError(
            "ejecucion_fuera_de_rango",
            f"El plan cubre {pesos(most)} y lleva ejecutados {pesos(least)}.",
            (f"{least} <= executed <= {most}",),
        )
    return SaldoPlanExecuted(
        occurred_on=command.occurred_on,
        rbd=state.key.rbd,
        number=state.key.number,
        executed=command.executed,
    )


def _require_expired(state: ConvenioState, day: date) -> None:
    if state.ended_on is None and state.last_day is not None and day <= state.last_day:
        raise RefusedError(
            "convenio_vigente",
            f"El convenio rige hasta el {state.last_day:%d-%m-%Y}.",
            (f"occurred_on > {state.last_day}",),
        )


def _require_in_time(command: ask.PresentSaldoPlan) -> None:
    dates = saldo_plan_dates()
    latest = dates["presentation"].day
    # Only what is of letter a) runs beyond the common day.
    end = dates["execution" if command.infrastructure == 0 else "execution_of_infrastructure"]
    in_force = legal_number("restitution_without_plan", command.occurred_on) is not None
    if not in_force or command.occurred_on > latest:
        raise RefusedError(
            "plan_fuera_de_plazo",
            f"El plan se presenta durante {latest.year}, a más tardar el {latest:%d-%m-%Y} "
            "(Ley 21.796 art 47).",
            (f"occurred_on <= {latest}",),
        )
    if not command.occurred_on <= command.deadline <= end.day:
        raise RefusedError(
            "plazo_del_plan",
            f"El plan se ejecuta a más tardar el {end.day:%d-%m-%Y} (Ley 21.796 {end.article}).",
            (f"{command.occurred_on} <= deadline <= {end.day}",),
        )
