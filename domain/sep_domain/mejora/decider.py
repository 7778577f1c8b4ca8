"""An improvement paid with a credit, as an entity: planned, put to the Consejo, financed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.education.improvements import (
    ConsejoConsulted,
    ImprovementFinanced,
    ImprovementPlanned,
)
from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.mejora.commands import ConsultConsejo, Finance, ImprovementCommand, Plan
from sep_domain.mejora.law import Improvement, flaws
from sep_domain.mejora.rules import ORDER
from sep_domain.mejora.state import ImprovementKey, ImprovementState
from sep_domain.streams import Dataset, fact_stream


class ImprovementDecider(Decider[ImprovementKey, ImprovementState, ImprovementCommand]):
    """Refuses a credit above 1,000 UTM on which the Consejo was not consulted in writing.

    Where the UTM of the month is not known nothing is refused: views say that it is missing.
    """

    NAME: ClassVar[str] = "mejora"

    def initial(self, key: ImprovementKey) -> ImprovementState:
        return ImprovementState(key)

    def decide(self, state: ImprovementState, command: ImprovementCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        event = _step(state.key, command)
        then = self.evolve(state, event)
        for flaw in flaws(then.said, then.utm):
            raise RefusedError(flaw.code, flaw.message, ("consult-consejo",))
        return [event]

    def evolve(self, state: ImprovementState, event: Event) -> ImprovementState:
        match event:
            case UtmPublished():
                return replace(state, utm=event.clp)
            case ImprovementPlanned():
                day, amount = event.occurred_on, event.amount
                return _with(state, replace(state.said, planned_on=day, planned=amount))
            case ConsejoConsulted():
                day, written = event.occurred_on, event.in_writing
                return _with(state, replace(state.said, consulted_on=day, in_writing=written))
            case ImprovementFinanced():
                day, amount = event.occurred_on, event.amount
                return _with(state, replace(state.said, financed_on=day, financed=amount))
        return state

    def facts(self, key: ImprovementKey, command: ImprovementCommand) -> Iterable[UUID]:
        day = command.occurred_on
        steps = (ImprovementPlanned, ConsejoConsulted, ImprovementFinanced)
        own = [fact_stream(Dataset.MEJORAS, 0, 0, (step.NAME, *key.key())) for step in steps]
        return [*own, fact_stream(Dataset.UTM, day.year, day.month, (UtmPublished.NAME,))]


def _with(state: ImprovementState, said: Improvement) -> ImprovementState:
    return replace(state, said=said)


def _step(key: ImprovementKey, command: ImprovementCommand) -> Event:
    match command:
        case Plan():
            return ImprovementPlanned(
                occurred_on=command.occurred_on,
                rbd=key.rbd,
                number=key.number,
                sostenedor=command.sostenedor,
                description=command.description,
                amount=command.amount,
            )
        case ConsultConsejo():
            return ConsejoConsulted(
                occurred_on=command.occurred_on,
                rbd=key.rbd,
                number=key.number,
                in_writing=command.in_writing,
            )
        case Finance():
            return ImprovementFinanced(
                occurred_on=command.occurred_on,
                rbd=key.rbd,
                number=key.number,
                amount=command.amount,
            )
