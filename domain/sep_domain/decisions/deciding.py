"""How entities decide: a command meets what has happened, and events or a refusal come of it.

An entity is something that decides, such as a rendición. Its state is folded from its own stream
and from the facts about the same thing that files brought. `Decider` is pure: it reads no clock, no
log and no file, so that the same events and the same command always give the same answer.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import Annotated, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from sep_domain.dates.days import Day
from sep_domain.decisions.book_pages import BookPage
from sep_domain.events.base import Event, Key
from sep_domain.evidence_documents import EvidenceDocument
from sep_domain.streams import Dataset, fact_stream

Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1F\x7F]+$"
    ),
]
"""A short text of one line."""

Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=2_000,
        pattern=r"^[^\x00-\x08\x0B-\x1F\x7F]+$",
    ),
]
"""Why, in the words of whoever decides."""


MOST_EVIDENCE = 50
"""Documents that one command may point to."""

_EXAMPLE = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 184_320,
    "media_type": "application/pdf",
    "title": "Informe de avance 1",
    "kind": "informe",
}


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EntityKey(_Given):
    """What tells one entity of its kind from the others; the fields are its natural key."""

    DATASET: ClassVar[Dataset]

    @abstractmethod
    def period(self) -> tuple[int, int]:
        """Year and month that the entity is about; month 0 for a whole year."""

    @abstractmethod
    def key(self) -> Key:
        """The natural key within the dataset and the period."""

    def stream(self) -> UUID:
        """Where the entity's events are recorded."""
        year, month = self.period()
        return fact_stream(self.DATASET, year, month, self.key())


class Command(_Given):
    """Something that a person or a program asks an entity to do."""

    NAME: ClassVar[str]
    """In lower case, words joined by hyphens; also its place in an address."""

    MEETS_DIRECTORY: ClassVar[bool] = True
    """Whether the schools and sostenedores it names must be known; not of what a rule asks."""
    BRINGS_SOSTENEDOR: ClassVar[bool] = False
    """Whether the sostenedor it names takes the school over by it, and need not hold it before."""
    LOOKS_BACK: ClassVar[bool] = False
    """Whether it speaks of any time up to its day, as one who questions what others did."""
    OF_SUBJECT: ClassVar[bool] = False
    """Whether its sostenedor is said to hold the school that is the subject in the address."""
    SPEAKS_OF: ClassVar[str] = ""
    """Of which time it speaks, as a sentence, where `concerns` says so."""

    occurred_on: Day
    """Valid time: the day on which what is asked for happened, or happens."""

    why_ahead: Reason | None = Field(
        default=None,
        exclude_if=lambda reason: reason is None,  # such requests are what they ever were
        description="Why it is recorded before it happens; asked for where `occurred_on` is after "
        "today.",
    )
    """Recorded with every event that follows, no part of any decision."""

    why_late: Reason | None = Field(
        default=None,
        exclude_if=lambda reason: reason is None,  # such requests are what they ever were
        description="Why it is entered in books that are closed; asked for where they are.",
    )
    """Recorded with every event that follows, no part of any decision but that."""

    def concerns(self) -> tuple[date, date] | None:
        """The first and last day that it speaks of; None where its address or its day says so."""
        return None

    def looks_back(self) -> bool:
        """Whether whoever held a school at any time up to those days is meant."""
        return self.LOOKS_BACK

    evidence: tuple[EvidenceDocument, ...] = Field(
        default=(),
        max_length=MOST_EVIDENCE,
        description="Documents that show it. Their content is uploaded first: `POST /documents`.",
        examples=[[_EXAMPLE]],
    )
    """Documents that show it; recorded with every event that follows, no part of any decision."""

    @field_validator("evidence")
    @classmethod
    def _each_document_once(
        cls, evidence: tuple[EvidenceDocument, ...]
    ) -> tuple[EvidenceDocument, ...]:
        if len({document.sha256 for document in evidence}) < len(evidence):
            raise ValueError("un respaldo aparece más de una vez")
        return evidence


class RefusedError(Exception):
    """A command contradicts the state of its entity. The message is Spanish, for whoever asked."""

    def __init__(self, code: str, message: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        """Stable, for programs."""
        self.message = message
        self.allowed = tuple(allowed)
        """What would be allowed instead: names of commands, or values."""
        self.version: int | None = None
        """At which the entity was when it was asked, where it has been looked up."""


K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)


class Decider(ABC, Generic[K, S, C]):
    """The decisions of one kind of entity, as pure functions."""

    NAME: ClassVar[str]
    """Of the kind of entity, in the law's Spanish."""

    SINCE: ClassVar[date] = date(2008, 1, 1)
    """No command speaks of an earlier day: the year in which Ley 20.248 was published."""

    @abstractmethod
    def initial(self, key: K) -> S:
        """The state before anything has happened."""

    @abstractmethod
    def decide(self, state: S, command: C) -> Sequence[Event]:
        """The events that follow, one at least. Raises RefusedError."""

    def decide_by(self, state: S, command: C, actor: str) -> Sequence[Event]:  # noqa: ARG002 (for others to use)
        """As `decide`, where it matters who asks."""
        return self.decide(state, command)

    @abstractmethod
    def evolve(self, state: S, event: Event) -> S:
        """The state after an event. Accepts every event, also a fact that breaks a rule."""

    def facts(self, key: K, command: C) -> Iterable[UUID]:  # noqa: ARG002 (for others to use)
        """Streams of facts that count towards the state beside the entity's own."""
        return ()

    def further(self, state: S, command: C) -> Iterable[UUID]:  # noqa: ARG002 (for others to use)
        """Streams that count too, and that only the state tells of."""
        return ()

    def pages(self, state: S, command: C) -> Iterable[BookPage]:  # noqa: ARG002 (for others to use)
        """The pages of the books on which what follows from a command stands: closed, they are
        locked (`closed_books`)."""
        return ()

    def fold(self, state: S, events: Iterable[Event]) -> S:
        """The state after several events, in the order in which they were recorded."""
        return reduce(self.evolve, events, state)
