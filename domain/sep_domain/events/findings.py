"""An audit finding, from the day it is opened to the day it is closed.

A finding is an entity: an auditor and a sostenedor decide its steps, so its events carry an
identifier instead of a natural key.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.events.base import Event
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp


class FindingSubject(StrEnum):
    """What a finding is about."""

    EVENT = "event"
    FIGURE = "figure"


class _OfFinding(Event):
    finding: UUID


class FindingOpened(_OfFinding):
    """An auditor questions an event or a figure."""

    NAME: ClassVar[str] = "finding.opened"

    subject_kind: FindingSubject
    subject: str
    """The position of the event, or the name of the figure."""
    rule: str | None = Field(default=None, pattern=r"^RF\d{2}$")
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    amount: Clp | None = None
    text: str


class FindingAnswered(_OfFinding):
    """The sostenedor answers, with the SHA-256 of each piece of evidence."""

    NAME: ClassVar[str] = "finding.answered"

    text: str
    evidence: tuple[str, ...] = ()


class FindingAccepted(_OfFinding):
    """The auditor accepts the answer."""

    NAME: ClassVar[str] = "finding.accepted"

    text: str


class FindingRejected(_OfFinding):
    """The auditor does not accept the answer."""

    NAME: ClassVar[str] = "finding.rejected"

    text: str


class FindingEscalated(_OfFinding):
    """The finding goes to another authority."""

    NAME: ClassVar[str] = "finding.escalated"

    authority: str


class FindingClosed(_OfFinding):
    """Nothing remains to be done."""

    NAME: ClassVar[str] = "finding.closed"

    outcome: str


class FindingWithdrawn(_OfFinding):
    """The auditor takes it back: it should not have been opened."""

    NAME: ClassVar[str] = "finding.withdrawn"

    text: str
