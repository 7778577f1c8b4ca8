"""Performance categories of schools, from when to when, and their changes."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency, PerformanceCategory
from sep_projections.reading.columns import LEVEL, RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class CategoryFilter:
    """Which categories."""

    rbd: Rbd | None = None
    year: SchoolYear | None = None
    level: EducationLevel | None = None
    category: PerformanceCategory | None = None


@dataclass(kw_only=True)
class CategoryRow(FactRow):
    """The Agencia's category of a school and level in a year (Ley 20.529 arts 17 and 18)."""

    rbd: Rbd
    level: EducationLevel
    year: SchoolYear
    occurred_on: date
    category: PerformanceCategory
    school_name: str
    dependency: Dependency | None = None
    region_name: str | None = None
    comuna_name: str | None = None
    enrolment: int | None = None


@dataclass(kw_only=True)
class CategorySpanRow(Row):
    """A run of publications that give a school and level the same category."""

    rbd: Rbd
    level: EducationLevel
    category: PerformanceCategory
    from_year: SchoolYear
    to_year: SchoolYear
    """The last publication that says so."""
    from_date: date
    to_date: date | None = None
    """The day before the next span; absent for the one that still holds."""
    position: Position
    """Where in the log the first publication of the span stands."""


@dataclass(kw_only=True)
class ReclassificationFilter:
    """Which changes of category, from one publication to the next."""

    rbd: Rbd | None = None
    level: EducationLevel | None = None
    previous_year: SchoolYear | None = None
    year: SchoolYear | None = None
    previous_category: PerformanceCategory | None = None
    category: PerformanceCategory | None = None


@dataclass(kw_only=True)
class ReclassificationRow(FactRow):
    """A category that differs from the last one published before it."""

    rbd: Rbd
    level: EducationLevel
    previous_year: SchoolYear
    previous_on: date
    previous_category: PerformanceCategory
    year: SchoolYear
    occurred_on: date
    category: PerformanceCategory
    effective_on: date
    """Start of the school year from which payments change (Ley 20.248 art 24)."""
    perhaps_earlier: bool
    """Whether it may have changed in a year between, of which no publication is known though there
    were orderings; then payments may have changed earlier too."""


CATEGORIES = listing_of_table(
    "category_year", (YEAR, LEVEL, RBD), CategoryRow, where=CategoryFilter, name="categories"
)

CATEGORY_SPANS = Listing(
    "category_spans", (RBD, LEVEL, Column("from_year", "smallint")), CategorySpanRow
)

RECLASSIFICATIONS = Listing("reclassifications", (YEAR, LEVEL, RBD), ReclassificationRow)
