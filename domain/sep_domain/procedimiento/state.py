"""Where a sanction proceeding stands, folded from decisions and from what files brought."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.events.legal.acts import Authority
from sep_domain.events.legal.proceedings import (
    FinePaid,
    Notified,
    ProceedingAnswered,
    ProceedingCharged,
    ProceedingDismissed,
    ProceedingNotified,
    ProceedingOpened,
    ProceedingPrescribed,
    ProceedingSanctioned,
    SanctionClaimed,
    SanctionClaimResolved,
    SanctionFinal,
    SanctionRuled,
    SanctionTakenToCourt,
)
from sep_domain.procedimiento.law import Proceeding
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.money import Clp

LAST_NUMBER = 9_999_999
FIRST_YEAR, LAST_YEAR = 2008, 2100

_STEPS = (
    ProceedingOpened,
    ProceedingCharged,
    ProceedingAnswered,
    ProceedingDismissed,
    ProceedingSanctioned,
    SanctionClaimed,
    SanctionClaimResolved,
    SanctionTakenToCourt,
    SanctionRuled,
    SanctionFinal,
    FinePaid,
    ProceedingPrescribed,
)
_NOTHING = Clp(0)


class ProceedingKey(EntityKey):
    """The office that opened it, and its year and number there."""

    DATASET: ClassVar[Dataset] = Dataset.PROCEDIMIENTO

    authority: Authority
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    number: int = Field(ge=1, le=LAST_NUMBER)

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.authority, self.year, self.number)


def fact_streams(key: ProceedingKey) -> list[UUID]:
    """Its steps in files."""
    names: list[Key] = [(step.NAME, *key.key()) for step in _STEPS]
    names += [(ProceedingNotified.NAME, *key.key(), each) for each in Notified]
    return [fact_stream(Dataset.PROCEDIMIENTOS, 0, 0, name) for name in names]


def utm_streams(key: ProceedingKey, until: date) -> list[UUID]:
    """The UTM of the months from the year of the proceeding to a day, as files bring it."""
    last = Period.of(until.year, until.month)
    months = (
        Period.of(year, month) for year in range(key.year, until.year + 1) for month in range(1, 13)
    )
    return [
        fact_stream(Dataset.UTM, each.year, each.month, (UtmPublished.NAME,))
        for each in months
        if each <= last
    ]


@dataclass(frozen=True)
class ProceedingState:
    """A proceeding as it stands."""

    key: ProceedingKey
    said: Proceeding = field(default_factory=Proceeding)
    utm: Mapping[Period, Clp] = field(default_factory=dict)
    """In whole pesos, of the months that a payment may be counted by."""

    @property
    def paid(self) -> Clp:
        return self.said.paid or _NOTHING

    @property
    def paid_on(self) -> date | None:
        return self.said.paid_on

    @property
    def sanctioned_on(self) -> date | None:
        return self.said.sanctioned_on

    @property
    def last_on(self) -> date | None:
        """The day of its latest step, payments left out."""
        said = self.said
        days = (
            said.opened_on,
            said.charged_on,
            said.answered_on,
            said.sanctioned_on,
            said.sanction_notified_on,
            said.claimed_on,
            said.claim_resolved_on,
            said.claim_notified_on,
            said.taken_to_court_on,
            said.ruled_on,
        )
        return max((day for day in days if day is not None), default=None)


_PLAIN: Mapping[type[Event], Callable[[Proceeding, date], Proceeding]] = {
    ProceedingAnswered: lambda said, day: replace(said, answered_on=day),
    ProceedingDismissed: lambda said, day: replace(said, dismissed_on=day),
    SanctionClaimed: lambda said, day: replace(said, claimed_on=day),
    SanctionTakenToCourt: lambda said, day: replace(said, taken_to_court_on=day),
    SanctionFinal: lambda said, day: replace(said, final_on=day),
    ProceedingPrescribed: lambda said, day: replace(said, prescribed_on=day),
}
"""Steps of which only the day counts."""


def evolve(state: ProceedingState, event: Event) -> ProceedingState:
    """The state after an event, whoever recorded it and whatever order it breaks."""
    if isinstance(event, FinePaid):
        return replace(state, said=_paid(state, event))
    if isinstance(event, UtmPublished):
        return replace(state, utm={**state.utm, event.month: event.clp})
    return replace(state, said=_told(state.said, event))


def _paid(state: ProceedingState, event: FinePaid) -> Proceeding:
    """With what was paid, and the highest UTM between the sanction and that."""
    said, day = state.said, event.occurred_on
    sanctioned = said.sanctioned_on or day
    first, last = Period.of(sanctioned.year, sanctioned.month), Period.of(day.year, day.month)
    within = [clp for month, clp in state.utm.items() if first <= month <= last]
    highest = max(within, default=None)
    return replace(said, paid=event.paid, paid_on=day, highest_utm=highest)


def _told(said: Proceeding, event: Event) -> Proceeding:
    if step := _PLAIN.get(type(event)):
        return step(said, event.occurred_on)
    match event:
        case ProceedingOpened():
            return replace(said, opened_on=event.occurred_on, fact_ended_on=event.fact_ended_on)
        case ProceedingCharged():
            gravity = said.gravity or event.gravity
            return replace(said, charged_on=event.occurred_on, gravity=gravity)
        case ProceedingSanctioned():
            return _sanctioned(said, event)
    return _claimed(said, event)


def _claimed(said: Proceeding, event: Event) -> Proceeding:
    """After a step that follows a sanction."""
    day = event.occurred_on
    match event:
        case ProceedingNotified(notified=Notified.SANCTION):
            return replace(said, sanction_notified_on=day)
        case ProceedingNotified():
            return replace(said, claim_notified_on=day)
        case SanctionClaimResolved():
            return replace(
                said,
                claim_resolved_on=day,
                claim_outcome=event.outcome,
                claim_utm=event.fine_utm,
            )
        case SanctionRuled():
            return replace(said, ruled_on=day, ruling=event.outcome, ruled_utm=event.fine_utm)
    return said


def _sanctioned(said: Proceeding, event: ProceedingSanctioned) -> Proceeding:
    return replace(
        said,
        sanctioned_on=event.occurred_on,
        sanction=event.sanction,
        gravity=event.gravity,
        aggravated=event.aggravated,
        imposed_utm=event.fine_utm,
        fixed_clp=event.fine_clp,
        months=event.months,
    )
