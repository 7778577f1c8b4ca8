"""Decisions on the balance of an expired convenio: its plan, and how far that is carried out.

Ley 21.796 art 47. A plan that comes late is refused, one for a convenio that the article does not
reach, and one for more than is known to be left; that one is carried out late is shown.
"""

from datetime import date

from sep_domain.convenio import commands as ask
from sep_domain.convenio.state import ConvenioState
from sep_domain.convenio_rules.balances.saldo_plan_dates import saldo_plan_dates
from sep_domain.convenio_rules.balances.saldo_plans import beyond_the_balance, not_reached
from sep_domain.convenio_rules.rulings import pesos
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.legal.convenios import SaldoPlanExecuted, SaldoPlanPresented
from sep_domain.law.legal_numbers import legal_number
from sep_domain.values.money import Clp

OnPlan = ask.PresentSaldoPlan | ask.ExecuteSaldoPlan


def decide(
    state: ConvenioState, command: OnPlan, left: Clp | None
) -> SaldoPlanPresented | SaldoPlanExecuted:
    """The event that follows; `left` is what is known to be left, in CLP. Raises RefusedError."""
    match command:
        case ask.PresentSaldoPlan():
            return _presented(state, command, left)
        case ask.ExecuteSaldoPlan():
            return _executed(state, command)


def _presented(
    state: ConvenioState, command: ask.PresentSaldoPlan, left: Clp | None
) -> SaldoPlanPresented:
    _require_expired(state, command.occurred_on)
    _require_reached(state)
    _require_in_time(command)
    _require_left(command, left)
    return SaldoPlanPresented(
        occurred_on=command.occurred_on,
        rbd=state.key.rbd,
        number=state.key.number,
        saldo=command.saldo,
        deadline=command.deadline,
        infrastructure=command.infrastructure,
        known_saldo=left,
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


def _require_reached(state: ConvenioState) -> None:
    days = [day for day in (state.last_day, state.ended_on) if day is not None]
    if days and (reason := not_reached(min(days))) is not None:
        raise RefusedError("fuera_del_articulo_47", reason)


def _require_left(command: ask.PresentSaldoPlan, left: Clp | None) -> None:
    """Where nobody can tell what is left, the plan is taken as it is."""
    if beyond := beyond_the_balance(command.saldo, left):
        raise RefusedError(beyond.code, beyond.message, (f"saldo <= {left}",))


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
