"""An application that the SEREMI left unanswered, as an entity: elevated, then answered or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import Command, Decider, EntityKey, RefusedError
from sep_domain.decisions.guards import Order, done, not_done
from sep_domain.events.base import Event, Key
from sep_domain.events.legal.applications import ApplicationElevated, ApplicationResolved
from sep_domain.postulacion.rules import Application, flaws
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import SepClassification

FIRST_YEAR, LAST_YEAR = 2008, 2100
ApplicationYear = Annotated[SchoolYear, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class ApplicationKey(EntityKey):
    """A school and the year in which it applied."""

    DATASET: ClassVar[Dataset] = Dataset.POSTULACION

    rbd: Rbd
    year: ApplicationYear

    def period(self) -> tuple[int, int]:
        return self.year, 0

    def key(self) -> Key:
        return (self.rbd,)


class Elevate(Command):
    """The Subsecretario receives what the SEREMI did not decide in October (Ley 20.248 art 12)."""

    NAME: ClassVar[str] = "elevate"

    sostenedor: Rut


class Resolve(Command):
    """The Subsecretario decides, in fifteen business days (Ley 20.248 art 12)."""

    NAME: ClassVar[str] = "resolve"

    accepted: bool
    classification: SepClassification | None = None


ApplicationCommand = Elevate | Resolve


@dataclass(frozen=True)
class ApplicationState:
    """An application. Days are valid time; None while the step is not done."""

    key: ApplicationKey
    elevated_on: date | None = None
    resolved_on: date | None = None

    @property
    def application(self) -> Application:
        return Application(
            year=self.key.year, elevated_on=self.elevated_on, resolved_on=self.resolved_on
        )


ORDER: Order[ApplicationState, ApplicationCommand] = Order(
    guards={
        Elevate: (not_done("elevated_on", "ya_elevada", "Los antecedentes ya fueron elevados."),),
        Resolve: (
            done("elevated_on", "no_elevada", "Los antecedentes no han sido elevados."),
            not_done("resolved_on", "ya_resuelta", "La postulación ya fue resuelta."),
        ),
    },
    after={Resolve: ("elevated_on",)},
)


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
