"""Whether a sostenedor asks for two persons, and since when."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from sep_domain.decisions.deciding import EntityKey
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
