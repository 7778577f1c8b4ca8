"""The accounting period: the books of one sostenedor for one calendar month, open or closed.

Closing a month refuses nothing that happens later: facts that files bring for it are recorded and
are visible as late. Who closed or reopened it is in the provenance of the event.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sep_domain.accounting_period.commands import ClosePeriod, PeriodCommand, ReopenPeriod
from sep_domain.accounting_period.rules import require_closable, require_reopenable
from sep_domain.accounting_period.state import PeriodKey, PeriodState
from sep_domain.decisions.deciding import Decider
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
    require_closable(state, command)
    return PeriodClosed(
        occurred_on=command.occurred_on, sostenedor=state.key.sostenedor, month=state.key.month
    )


def _reopen(state: PeriodState, command: ReopenPeriod) -> PeriodReopened:
    require_reopenable(state, command)
    return PeriodReopened(
        occurred_on=command.occurred_on,
        sostenedor=state.key.sostenedor,
        month=state.key.month,
        reason=command.reason,
    )
