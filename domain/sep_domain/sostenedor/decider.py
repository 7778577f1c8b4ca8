"""Whether a sostenedor asks for two persons, and since when.

The setting holds for what happens on a day, by the day that a command states. Lifting it is itself
prepared by one and approved by another: otherwise one person could lift it and pay.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.approvals import TwoPersonsLifted, TwoPersonsRequired
from sep_domain.events.base import Event
from sep_domain.sostenedor.commands import LiftTwoPersons, RequireTwoPersons, SostenedorCommand
from sep_domain.sostenedor.rules import require_ahead
from sep_domain.sostenedor.state import SostenedorKey, SostenedorState


class SostenedorDecider(Decider[SostenedorKey, SostenedorState, SostenedorCommand]):
    """A change never reaches back behind the day on which it is decided, or the last one's."""

    NAME: ClassVar[str] = "sostenedor"

    def initial(self, key: SostenedorKey) -> SostenedorState:
        return SostenedorState(key)

    def decide(self, state: SostenedorState, command: SostenedorCommand) -> Sequence[Event]:
        require_ahead(state, command)
        required = state.setting.holds(command.from_date)
        sostenedor = state.key.sostenedor
        match command:
            case RequireTwoPersons():
                if required:
                    raise RefusedError(
                        "ya_se_exige", "Ya se exigen dos personas.", (LiftTwoPersons.NAME,)
                    )
                return [
                    TwoPersonsRequired(
                        occurred_on=command.occurred_on,
                        sostenedor=sostenedor,
                        from_date=command.from_date,
                    )
                ]
            case LiftTwoPersons():
                if not required:
                    raise RefusedError(
                        "no_se_exige", "No se exigen dos personas.", (RequireTwoPersons.NAME,)
                    )
                return [
                    TwoPersonsLifted(
                        occurred_on=command.occurred_on,
                        sostenedor=sostenedor,
                        from_date=command.from_date,
                        reason=command.reason,
                    )
                ]

    def evolve(self, state: SostenedorState, event: Event) -> SostenedorState:
        return replace(state, setting=state.setting.after(event))
