"""The accounting period: the books of one sostenedor for one calendar month, open or closed.

Closing a month refuses nothing that happens later: facts that files bring for it are recorded and
are visible as late. Who closed or reopened it is in the provenance of the event.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sep_domain.accounting_period.commands import (
    ClosePeriod,
    PeriodCommand,
    PeriodKey,
    ReopenPeriod,
)
from sep_domain.accounting_period.state import PeriodState
from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.periods import PeriodClosed, PeriodReopened


class PeriodDecider(Decider[PeriodKey, PeriodState, PeriodCommand]):
    """Closed once it is over, reopened only with a reason."""

    NAME: ClassVar[str] = "periodo"

    def initial(self, key: PeriodKey) -> PeriodState:
        return PeriodState(key)

    def decide(self, state: PeriodState, command: PeriodCommand) -> Sequence[Event]:
        match command:
            case ClosePeriod():
                return [_close(state, command)]
            case ReopenPeriod():
                return [_reopen(state, command)]

    def evolve(self, state: PeriodState, event: Event) -> PeriodState:
        match event:
            case PeriodClosed():
                return replace(state, closed_on=event.occurred_on)
            case PeriodReopened():
                return replace(state, closed_on=None, reopened_on=event.occurred_on)
        return state


def _close(state: PeriodState, command: ClosePeriod) -> PeriodClosed:
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
    return PeriodClosed(
        occurred_on=command.occurred_on, sostenedor=state.key.sostenedor, month=month
    )


def _reopen(state: PeriodState, command: ReopenPeriod) -> PeriodReopened:
    if state.closed_on is None:
        raise RefusedError(
            "periodo_abierto", f"El mes {state.key.month} no está cerrado.", (ClosePeriod.NAME,)
        )
    _require_order(state, command)
    return PeriodReopened(
        occurred_on=command.occurred_on,
        sostenedor=state.key.sostenedor,
        month=state.key.month,
        reason=command.reason,
    )


def _require_order(state: PeriodState, command: PeriodCommand) -> None:
    last = state.closed_on or state.reopened_on
    if last is not None and command.occurred_on < last:
        raise RefusedError(
            "fecha_anterior",
            f"La fecha {command.occurred_on:%d-%m-%Y} es anterior al último paso, "
            f"del {last:%d-%m-%Y}.",
        )
