"""An application that the SEREMI left unanswered, as an entity: elevated, then answered or not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.legal.applications import ApplicationElevated, ApplicationResolved
from sep_domain.postulacion.commands import ApplicationCommand, Elevate, Resolve
from sep_domain.postulacion.law import flaws
from sep_domain.postulacion.rules import ORDER
from sep_domain.postulacion.state import ApplicationKey, ApplicationState
from sep_domain.streams import Dataset, fact_stream


class ApplicationDecider(Decider[ApplicationKey, ApplicationState, ApplicationCommand]):
    """Refuses what comes before the SEREMI's month has passed, or after the silence has spoken."""

    NAME: ClassVar[str] = "postulacion"

    def initial(self, key: ApplicationKey) -> ApplicationState:
        return ApplicationState(key)

    def decide(self, state: ApplicationState, command: ApplicationCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        event = _step(state.key, command)
        before = set(flaws(state.application))
        for flaw in flaws(self.evolve(state, event).application):
            if flaw not in before:  # what a file has done wrong is not held against the next step
                raise RefusedError(flaw.code, flaw.message)
        return [event]

    def evolve(self, state: ApplicationState, event: Event) -> ApplicationState:
        match event:
            case ApplicationElevated():
                return replace(state, elevated_on=event.occurred_on)
            case ApplicationResolved():
                return replace(state, resolved_on=event.occurred_on)
        return state

    def facts(self, key: ApplicationKey, command: ApplicationCommand) -> Iterable[UUID]:  # noqa: ARG002 (each command sees them all)
        names = (ApplicationElevated.NAME, ApplicationResolved.NAME)
        return [
            fact_stream(Dataset.POSTULACIONES_ELEVADAS, key.year, 0, (name, key.rbd))
            for name in names
        ]


def _step(key: ApplicationKey, command: ApplicationCommand) -> Event:
    match command:
        case Elevate():
            return ApplicationElevated(
                occurred_on=command.occurred_on,
                rbd=key.rbd,
                year=key.year,
                sostenedor=command.sostenedor,
            )
        case Resolve():
            return ApplicationResolved(
                occurred_on=command.occurred_on,
                rbd=key.rbd,
                year=key.year,
                accepted=command.accepted,
                classification=command.classification,
            )
