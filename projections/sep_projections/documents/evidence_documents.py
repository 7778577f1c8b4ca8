"""Documents that decisions point to as evidence, and which events do."""

from dataclasses import dataclass

from sep_domain.evidence_documents import EvidenceKind
from sep_projections.reading.columns import CONTRACT, POSITION
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row
from sep_projections.reading.table_listings import listing_of_table

SHA256 = Column("sha256", "text")
OF_MILESTONE = (CONTRACT, Column("milestone", "smallint"))


@dataclass(kw_only=True)
class EvidenceDocumentFilter:
    """Which documents."""

    sha256: str | None = None
    kind: EvidenceKind | None = None


@dataclass(kw_only=True)
class EvidenceDocumentRow(Row):
    """A document that an event points to as evidence; its content is kept beside the log."""

    sha256: str
    """Of its content, in hexadecimal: the same for ever."""
    size: int
    """In bytes."""
    media_type: str
    title: str
    kind: EvidenceKind


@dataclass(kw_only=True)
class EvidenceReferenceRow(Row):
    """An event that points to a document."""

    sha256: str
    position: Position


EVIDENCE_DOCUMENTS = Listing("evidence_documents", (SHA256,), EvidenceDocumentRow)
EVIDENCE_REFERENCES = listing_of_table(
    "evidence_document", (SHA256, POSITION), EvidenceReferenceRow
)
MILESTONE_DOCUMENTS = Listing(
    "ate_milestone_documents",
    (*OF_MILESTONE, POSITION, Column("place", "smallint")),
    EvidenceDocumentRow,
)
