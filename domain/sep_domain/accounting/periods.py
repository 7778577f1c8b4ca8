"""The accounting period: the books of one sostenedor for one calendar month, open or closed.

Closing a month refuses nothing that happens later: facts that files bring for it are recorded and
are visible as late. Who closed or reopened it is in the provenance of the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import Command, Decider, EntityKey, Reason, RefusedError
from sep_domain.events.base import Event, Key
from sep_domain.events.funds.periods import PeriodClosed, PeriodReopened
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rut

FIRST_YEAR, LAST_YEAR = 2008, 2100


def _kept(month: Period) -> Period:
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise ValueError(f"la contabilidad va de {FIRST_YEAR} a {LAST_YEAR}")
    return month


BookMonth = Annotated[Period, AfterValidator(_kept)]
"""A month of the years in which there are books."""


class PeriodKey(EntityKey):
    """A sostenedor and a month."""

    DATASET: ClassVar[Dataset] = Dataset.ACCOUNTING_PERIOD

    sostenedor: Rut
    month: BookMonth

    def period(self) -> tuple[int, int]:
        return self.month.year, self.month.month

    def key(self) -> Key:
        return (self.sostenedor,)


class ClosePeriod(Command):
    """Close the books of a month that is over."""

    NAME: ClassVar[str] = "close"


class ReopenPeriod(Command):
    """Open the books of a closed month again."""

    NAME: ClassVar[str] = "reopen"

    reason: Reason = Field(description="Why, for whoever reads the books later.")


@dataclass(frozen=True)
class PeriodState:
    """Whether the month is closed, and since which day."""

    key: PeriodKey
    closed_on: date | None = None
    reopened_on: date | None = None


PeriodCommand = ClosePeriod | ReopenPeriod


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
