"""Documents, each with all of its allocations: one invoice may be charged to several schools,
subvenciones and accounts, and the parts together to no more than the whole."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row

DRAWN_BY = Column("drawn_by", "text")
DOCUMENT_TYPE = Column("document_type", "text")
DOCUMENT_NUMBER = Column("document_number", "text")
KEY = (DRAWN_BY, DOCUMENT_TYPE, DOCUMENT_NUMBER)


@dataclass(kw_only=True)
class DocumentFilter:
    """Which documents: those of which a part was charged there."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    subvencion: str | None = None
    issuer: Rut | None = None
    over_allocated: bool | None = None
    """Charged above their total, by everybody together."""
    shared: bool | None = None
    """Charged to more than one school or subvención."""


@dataclass(kw_only=True)
class DocumentRow(Row):
    """A document and the sum of its allocations; those without a number are not told apart."""

    drawn_by: Rut
    """Its issuer; where the file names none, the sostenedor whose own sheet it is."""
    document_type: str
    document_number: str
    document_name: str | None = None
    issued_on: date | None = None
    first_paid_on: date | None = None
    document_total: Clp
    """As declared; the greatest where the allocations do not agree on it."""
    totals_differ: bool
    """Whether the allocations state different totals."""
    declared: Clp
    """All allocations together."""
    declared_less_total: Clp
    """Above zero: charged more than once, or for more than it is."""
    allocation_count: int
    schools: int
    subvenciones: int
    sostenedores: int
    years: int


DOCUMENTS = Listing("documents", KEY, DocumentRow)
