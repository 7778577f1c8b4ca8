"""Schools: the register by year, who held what and when, and what is known of one by its RBD."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import Dependency, LegalPersonality, Region, SchoolStatus
from sep_projections.reading.columns import RBD
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class SchoolFilter:
    """Which schools of the register, in a year's edition."""

    year: SchoolYear | None = None
    """Edition of the register; the latest known where absent."""
    region: Region | None = None
    comuna: int | None = None
    """CUT code without leading zero."""
    dependency: Dependency | None = None
    status: SchoolStatus | None = None
    sostenedor: Rut | None = None
    rural: bool | None = None
    name_contains: str | None = None
    """Part of the name, in any case."""


@dataclass(kw_only=True)
class SchoolRow(Row):
    """A school by its RBD, as its entry in the register describes it in a year.

    A school that the register known here does not list has only its RBD and the name that another
    file gives it.
    """

    rbd: Rbd
    """Number in the Rol Base de Datos, without its digit."""
    name: str | None = None
    name_source: str | None = None
    """The dataset that the name comes from."""
    year: SchoolYear | None = None
    """Edition of the register that the entry is from; absent where there is none."""
    check_digit: str | None = None
    sostenedor_rut: Rut | None = None
    """RUT of the sostenedor; absent for natural persons, whom the register does not name."""
    legal_personality: LegalPersonality | None = None
    region: Region | None = None
    comuna: int | None = None
    """CUT code without leading zero."""
    comuna_name: str | None = None
    dependency: Dependency | None = None
    rural: bool | None = None
    status: SchoolStatus | None = None
    enrolment: int | None = None


@dataclass(kw_only=True)
class DirectoryEntryRow(FactRow):
    """The entry of a school in the Directorio oficial of a year (cut on 30 April)."""

    rbd: Rbd
    year: SchoolYear
    occurred_on: date
    """The day of the register's cut."""
    check_digit: str
    """As published, which is the truth even where modulo 11 disagrees."""
    name: str
    sostenedor_rut: Rut | None = None
    sostenedor_mrun: str | None = None
    """The register's pseudonym of a natural person who holds the school."""
    legal_personality: LegalPersonality | None = None
    region: Region
    comuna: int
    """CUT code without leading zero."""
    comuna_name: str
    dependency: Dependency
    rural: bool
    latitude: str | None = None
    longitude: str | None = None
    status: SchoolStatus
    has_enrolment: bool | None = None
    enrolment: int | None = None
    enrolment_fee: str | None = None
    monthly_fee: str | None = None
    teaching_codes: list[int]
    """COD_ENSE of each kind of teaching offered."""


@dataclass(kw_only=True)
class SpanRow(Row):
    """A run of years for which consecutive entries of the register say the same."""

    rbd: Rbd
    position: Position
    """Where in the log the first entry of the span stands."""
    from_year: SchoolYear
    to_year: SchoolYear
    """The last edition that says so."""
    from_date: date
    to_date: date | None = None
    """The day before the next span; absent for the one that still holds."""


@dataclass(kw_only=True)
class SostenedorSpanRow(SpanRow):
    """The years for which one sostenedor held a school."""

    sostenedor_rut: Rut | None = None
    sostenedor_mrun: str | None = None


@dataclass(kw_only=True)
class DependencySpanRow(SpanRow):
    """The years for which a school had one dependency."""

    dependency: Dependency


@dataclass(kw_only=True)
class StatusSpanRow(SpanRow):
    """The years for which a school was in one state."""

    status: SchoolStatus


@dataclass(kw_only=True)
class TransitionRow(FactRow):
    """A change between two consecutive entries of the register."""

    rbd: Rbd
    kind: str
    """`changed`, `closed` or `sostenedor_changed`."""
    previous_year: SchoolYear
    year: SchoolYear
    occurred_on: date
    fields: list[str] | None = None
    """What differs, where `kind` is `changed`."""
    previous_status: SchoolStatus | None = None
    previous_sostenedor: Rut | None = None
    sostenedor_rut: Rut | None = None


SCHOOLS = Listing("schools", (RBD,), SchoolRow)
"""The register of a year, by RBD. Parameters: SchoolFilter."""

SCHOOLS_BY_RBD = Listing("schools_by_rbd", (RBD,), SchoolRow)
"""Schools that any fact mentions, of the given `rbds`, as of a `year` (or their latest)."""

ENTRIES = listing_of_table(
    "school_year",
    (RBD, Column("year", "smallint")),
    DirectoryEntryRow,
)
"""Every edition's entry of a school."""

SOSTENEDOR_SPANS = Listing(
    "sostenedor_spans", (RBD, Column("from_year", "smallint")), SostenedorSpanRow
)
DEPENDENCY_SPANS = Listing(
    "dependency_spans", (RBD, Column("from_year", "smallint")), DependencySpanRow
)
STATUS_SPANS = Listing("status_spans", (RBD, Column("from_year", "smallint")), StatusSpanRow)

TRANSITIONS = Listing(
    "school_transitions",
    (RBD, Column("year", "smallint"), Column("kind", "text")),
    TransitionRow,
)
"""What changed between editions, changes that a later file took back left out."""
