"""What closing and reopening the books of a month need: that it is over, and the order of days."""

from sep_domain.accounting_period.commands import ClosePeriod, PeriodCommand, ReopenPeriod
from sep_domain.accounting_period.state import PeriodState
from sep_domain.decisions.deciding import RefusedError


def require_closable(state: PeriodState, command: ClosePeriod) -> None:
    """Raises RefusedError for a month that is closed, or not over."""
    month = state.key.month
    if state.closed_on is not None:
        raise RefusedError(
            "periodo_ya_cerrado",
            f"El mes {month} está cerrado desde el {state.closed_on:%d-%m-%Y}.",
            (ReopenPeriod.NAME,),
        )
    if command.occurred_on <= month.last_day:
        raise RefusedError(
            "mes_no_terminado",
            f"El mes {month} se puede cerrar desde el {month.plus(1).first_day:%d-%m-%Y}.",
        )
    _require_order(state, command)


def require_reopenable(state: PeriodState, command: ReopenPeriod) -> None:
    """Raises RefusedError for a month that is not closed."""
    if state.closed_on is None:
        raise RefusedError(
            "periodo_abierto", f"El mes {state.key.month} no está cerrado.", (ClosePeriod.NAME,)
        )
    _require_order(state, command)


def _require_order(state: PeriodState, command: PeriodCommand) -> None:
    last = state.closed_on or state.reopened_on
    if last is not None and command.occurred_on < last:
        raise RefusedError(
            "fecha_anterior",
            f"La fecha {command.occurred_on:%d-%m-%Y} es anterior al último paso, "
            f"del {last:%d-%m-%Y}.",
        )
