"""Whether a sostenedor asks for two persons, and since when.

The setting holds for what happens on a day, by the day that a command states. Lifting it is itself
prepared by one and approved by another: otherwise one person could lift it and pay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Decider, EntityKey, Reason, RefusedError
from sep_domain.events.approvals import TwoPersonsLifted, TwoPersonsRequired
from sep_domain.events.base import Event, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rut


class SostenedorKey(EntityKey):
    """Which sostenedor."""

    DATASET: ClassVar[Dataset] = Dataset.SOSTENEDOR

    sostenedor: Rut

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.sostenedor,)


@dataclass(frozen=True)
class Setting:
    """Every change of the setting, in the order in which it was decided."""

    changes: tuple[tuple[date, bool], ...] = ()
    """The first day on which each holds, and whether two persons are asked for from then on."""

    def holds(self, day: date) -> bool:
        """Whether two persons are asked for on a day."""
        known = [required for since, required in self.changes if since <= day]
        return known[-1] if known else False

    @property
    def last_from(self) -> date | None:
        return self.changes[-1][0] if self.changes else None

    def after(self, event: Event) -> "Setting":
        """The setting after an event, which may be of anything."""
        if not isinstance(event, TwoPersonsRequired | TwoPersonsLifted):
            return self
        change = event.from_date, isinstance(event, TwoPersonsRequired)
        return replace(self, changes=(*self.changes, change))


@dataclass(frozen=True)
class SostenedorState:
    """What a sostenedor has settled about itself."""

    key: SostenedorKey
    setting: Setting = field(default_factory=Setting)


class RequireTwoPersons(Command):
    """From a day on, payments and rendiciones are prepared by one person and approved by another.

    It holds for ATE payments (`pay`), rendiciones (`present`, `close`), the closing of a bank
    reconciliation, and for lifting it.
    """

    NAME: ClassVar[str] = "require-two-persons"

    from_date: Day


class LiftTwoPersons(Command):
    """From a day on one person suffices. Prepared by one and approved by another, like the rest."""

    NAME: ClassVar[str] = "lift-two-persons"

    from_date: Day
    reason: Reason


SostenedorCommand = RequireTwoPersons | LiftTwoPersons


class SostenedorDecider(Decider[SostenedorKey, SostenedorState, SostenedorCommand]):
    """A change never reaches back behind the day on which it is decided, or the last one's."""

    NAME: ClassVar[str] = "sostenedor"

    def initial(self, key: SostenedorKey) -> SostenedorState:
        return SostenedorState(key)

    def decide(self, state: SostenedorState, command: SostenedorCommand) -> Sequence[Event]:
        _require_ahead(state, command)
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


def _require_ahead(state: SostenedorState, command: SostenedorCommand) -> None:
    earliest = max(command.occurred_on, state.setting.last_from or command.occurred_on)
    if command.from_date < earliest:
        raise RefusedError(
            "desde_anterior",
            f"Rige desde el {earliest:%d-%m-%Y} o después, no desde el "
            f"{command.from_date:%d-%m-%Y}: lo ya hecho no cambia.",
            (f"from_date >= {earliest}",),
        )
