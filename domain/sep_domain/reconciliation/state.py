"""What has become of the matches of a month."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from sep_domain.reconciliation.commands import (
    ReconciliationKey,
)


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
