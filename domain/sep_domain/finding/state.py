"""Where a finding stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.findings import (
    FindingAccepted,
    FindingAnswered,
    FindingClosed,
    FindingEscalated,
    FindingOpened,
    FindingRejected,
    FindingWithdrawn,
)
from sep_domain.streams import Dataset


class FindingKey(EntityKey):
    """The identifier that the auditor gives it."""

    DATASET: ClassVar[Dataset] = Dataset.FINDING

    finding: UUID

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (str(self.finding),)


class FindingStanding(StrEnum):
    """What its last step has made of a finding."""

    OPENED = "opened"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ESCALATED = "escalated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


_STANDING: Mapping[type[Event], FindingStanding] = {
    FindingOpened: FindingStanding.OPENED,
    FindingAnswered: FindingStanding.ANSWERED,
    FindingAccepted: FindingStanding.ACCEPTED,
    FindingRejected: FindingStanding.REJECTED,
    FindingEscalated: FindingStanding.ESCALATED,
    FindingClosed: FindingStanding.CLOSED,
    FindingWithdrawn: FindingStanding.WITHDRAWN,
}


@dataclass(frozen=True)
class FindingState:
    """A finding; None before it is opened."""

    key: FindingKey
    standing: FindingStanding | None = None
    last_step_on: date | None = None


def evolve(state: FindingState, event: Event) -> FindingState:
    """The state after an event, whatever order it breaks."""
    standing = _STANDING.get(type(event))
    if standing is None:
        return state
    return replace(state, standing=standing, last_step_on=event.occurred_on)
