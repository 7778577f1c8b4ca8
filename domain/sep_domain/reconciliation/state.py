"""What has become of the matches of a month."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rut


class ReconciliationKey(EntityKey):
    """A bank account of a sostenedor, and a month."""

    DATASET: ClassVar[Dataset] = Dataset.RECONCILIATION

    sostenedor: Rut
    bank_account: str = Field(min_length=1, max_length=64)
    month: Period

    def period(self) -> tuple[int, int]:
        return self.month.year, self.month.month

    def key(self) -> Key:
        return (self.sostenedor, self.bank_account)

    def of(self, month: Period) -> "ReconciliationKey":
        """The same account in another month."""
        return self.model_copy(update={"month": month})


class MatchState(StrEnum):
    """What has become of a match."""

    PROPOSED = "proposed"
    AUTOMATIC = "automatic"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class KnownMatch:
    lines: tuple[UUID, ...]
    entries: tuple[str, ...]
    standing: MatchState
    own: bool
    """Whether this month decides on it."""


@dataclass(frozen=True)
class ReconciliationState:
    """The matches of the month and of those around it, and whether the month is settled."""

    key: ReconciliationKey
    matches: dict[UUID, KnownMatch] = field(default_factory=dict)
    closed_on: date | None = None

    @property
    def held(self) -> set[object]:
        """Lines and entries that are in a match already."""
        live = [each for each in self.matches.values() if each.standing is not MatchState.REFUSED]
        return {one for each in live for one in (*each.lines, *each.entries)}

    @property
    def waiting(self) -> int:
        """Proposals of this month that nobody has decided on."""
        return sum(
            each.own and each.standing is MatchState.PROPOSED for each in self.matches.values()
        )
