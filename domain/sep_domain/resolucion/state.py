"""Where a resolution stands, folded from what was decided and from what files brought."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from sep_domain.convenio.state import ConvenioKey
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.legal.acts import (
    Authority,
    ChallengeOutcome,
    ResolutionAnnulled,
    ResolutionChallenged,
    ResolutionChallengeResolved,
    ResolutionIssued,
    ResolutionLifted,
    ResolutionNotified,
)
from sep_domain.events.legal.convenios import ConvenioSigned
from sep_domain.resolucion.law import Resolution, said_by
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.identifiers import Rbd, Rut

LAST_NUMBER = 9_999_999
FIRST_YEAR, LAST_YEAR = 2008, 2100
SUBJECT = r"^([1-9][0-9]{0,4}|[1-9][0-9]{0,7}-[0-9K])$"
"""The RBD of a school, or the RUT of a sostenedor with its digit."""

_STEPS = (
    ResolutionIssued,
    ResolutionNotified,
    ResolutionChallenged,
    ResolutionChallengeResolved,
    ResolutionLifted,
    ResolutionAnnulled,
)


def _subject(text: str) -> str:
    return str(Rut(text)) if "-" in text else text


Subject = Annotated[str, StringConstraints(pattern=SUBJECT), AfterValidator(_subject)]


class ResolutionKey(EntityKey):
    """An authority, the year and number of its resolution, and whom it is about.

    A resolution about several schools is as many entities: each is notified, challenged and lifted
    by itself.
    """

    DATASET: ClassVar[Dataset] = Dataset.RESOLUCION

    authority: Authority
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    number: int = Field(ge=1, le=LAST_NUMBER)
    subject: Subject

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.authority, self.year, self.number, self.subject)

    @property
    def rbd(self) -> Rbd | None:
        """The school, where it is about one."""
        return Rbd(int(self.subject)) if re.fullmatch(r"[0-9]+", self.subject) else None


def convenio_streams(rbd: Rbd, number: int) -> list[UUID]:
    """What tells of a convenio that it was signed, in files and by decision."""
    key = ConvenioKey(rbd=rbd, number=number)
    filed = fact_stream(Dataset.CONVENIOS, 0, 0, (ConvenioSigned.NAME, *key.key()))
    return [key.stream(), filed]


def fact_streams(key: ResolutionKey) -> list[UUID]:
    """Its steps in files."""
    return [fact_stream(Dataset.RESOLUCIONES, 0, 0, (step.NAME, *key.key())) for step in _STEPS]


@dataclass(frozen=True)
class ResolutionState:
    """A resolution. Days are valid time; None while the step is not done."""

    key: ResolutionKey
    issued: ResolutionIssued | None = None
    notified_on: date | None = None
    challenged_on: date | None = None
    challenge_resolved_on: date | None = None
    challenge_outcome: ChallengeOutcome | None = None
    lifted_on: date | None = None
    annulled_on: date | None = None
    convenios: frozenset[int] = frozenset()
    """Of the school: those that are known to have been signed, of those that were asked for."""

    @property
    def issued_on(self) -> date | None:
        return None if self.issued is None else self.issued.occurred_on

    @property
    def resolution(self) -> Resolution | None:
        """What it says, and what has become of it, in whatever order that was recorded."""
        if self.issued is None:
            return None
        return Resolution(
            **said_by(self.issued),
            notified_on=self.notified_on,
            challenged_on=self.challenged_on,
            challenge_resolved_on=self.challenge_resolved_on,
            challenge_outcome=self.challenge_outcome,
            lifted_on=self.lifted_on,
            annulled_on=self.annulled_on,
        )


_PLAIN: Mapping[type[Event], Callable[[ResolutionState, date], ResolutionState]] = {
    ResolutionNotified: lambda state, day: replace(state, notified_on=day),
    ResolutionChallenged: lambda state, day: replace(state, challenged_on=day),
    ResolutionLifted: lambda state, day: replace(state, lifted_on=day),
    ResolutionAnnulled: lambda state, day: replace(state, annulled_on=day),
}
"""Steps of which only the day counts."""


def evolve(state: ResolutionState, event: Event) -> ResolutionState:
    """The state after an event, whoever recorded it and whatever order it breaks."""
    if step := _PLAIN.get(type(event)):
        return step(state, event.occurred_on)
    match event:
        case ResolutionIssued():
            return replace(state, issued=event)
        case ConvenioSigned():
            return replace(state, convenios=state.convenios | {event.number})
        case ResolutionChallengeResolved():
            return replace(
                state, challenge_resolved_on=event.occurred_on, challenge_outcome=event.outcome
            )
    return state
