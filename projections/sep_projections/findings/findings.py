"""Audit findings: what each is about, how it stands, its whole story."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sep_domain.events.findings import FindingSubject
from sep_domain.finding.state import FindingStanding
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import POSITION
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow
from sep_projections.reading.table_listings import listing_of_table

FINDING = Column("finding", "uuid")


@dataclass(kw_only=True)
class FindingFilter:
    """Which findings."""

    finding: UUID | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    rule: str | None = None
    """The red flag behind it, such as RF06."""
    subject: str | None = None
    """The position of an event, or the name of a figure."""
    subjects: list[str] | None = None
    """Any of these."""
    standing: FindingStanding | None = None
    closed: bool | None = None
    """Whether nothing remains to be done: closed, or withdrawn."""


@dataclass(kw_only=True)
class FindingRow(FactRow):
    """An audit finding: an event or a figure that an auditor questions, and what came of it."""

    finding: UUID
    opened_on: date
    subject_kind: FindingSubject
    subject: str
    """The position of the event, or the name of the figure."""
    rule: str | None = None
    """The red flag behind it, such as RF06."""
    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    amount: Clp | None = None
    """What is in question, in whole pesos."""
    text: str
    standing: FindingStanding
    standing_since: date
    answers: int
    """How often it was answered."""
    authority: str | None = None
    """To which it was escalated."""
    outcome: str | None = None
    closed_on: date | None = None
    withdrawn_on: date | None = None
    """When the auditor took it back."""


@dataclass(kw_only=True)
class FindingStepRow(FactRow):
    """A step of a finding; its source says who took it."""

    finding: UUID
    step: FindingStanding
    occurred_on: date
    text: str | None = None
    evidence: list[str]
    """The SHA-256 of each piece of evidence, in hexadecimal."""
    authority: str | None = None
    outcome: str | None = None


FINDINGS = Listing("findings", (POSITION,), FindingRow)
FINDING_STEPS = listing_of_table("finding_step", (FINDING, POSITION), FindingStepRow)
