"""Categories over time: how long they have held, their SEP equivalent, and who moved where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from sep_domain.dates.calendar import SchoolYear
from sep_domain.law.legal_numbers import legal_numbers
from sep_domain.performance.consequences import CategoryStanding
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency, PerformanceCategory, Region, SepClassification
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.reading import statements
from sep_projections.reading.aggregates import MOST_GROUPS
from sep_projections.reading.columns import LEVEL, RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, TooManyRowsError, params_of
from sep_projections.reading.rows import FactRow, Row, rows_of

T = TypeVar("T", bound=Row)


@dataclass(kw_only=True)
class HistoryFilter:
    """Which publications of categories."""

    rbd: Rbd | None = None
    level: EducationLevel | None = None
    year: SchoolYear | None = None
    category: PerformanceCategory | None = None


@dataclass(kw_only=True)
class HistoryRow(FactRow):
    """A publication of a category. Those that give none neither count nor end what held before."""

    rbd: Rbd
    level: EducationLevel
    year: SchoolYear
    occurred_on: date
    category: PerformanceCategory
    enrolment: int | None = None
    since: date | None = None
    """The day of the first ordering that is known to have given it without interruption; absent of
    no category."""
    perhaps_earlier: bool | None = None
    """Whether it may have held before `since`: nothing of the school is known of the year before,
    though there were orderings."""
    orderings: int | None = None
    """Orderings in a row that have given it, this one counted."""
    years: int | None = None
    """Calendar years from the first of them to this one, both counted."""
    insuficiente_in_a_row: int | None = None
    """Orderings in a row in Insuficiente, this one counted; 0 in another category."""
    school_year: SchoolYear
    """The school year in which it rules: the one after its publication."""
    classification: SepClassification | None = None
    """The SEP classification published for that school year."""


@dataclass(kw_only=True)
class TimeRow(Row):
    """How long a school and level has been in a category, over all its publications."""

    level: EducationLevel
    category: PerformanceCategory
    orderings: int
    """Orderings that gave it."""
    years: int
    """Years from its first publication until another took its place, over all its spans; the last
    span, and one before a year of which nothing is known, up to its last publication, that year
    counted."""
    longest: int
    """The same of the longest span."""
    from_year: SchoolYear
    to_year: SchoolYear
    """The last publication that says so."""


@dataclass(kw_only=True)
class CategoryStandingFilter:
    """Which schools, and on what day."""

    on: date
    rbd: Rbd | None = None
    level: EducationLevel | None = None
    category: PerformanceCategory | None = None
    classification: SepClassification | None = None
    """As published for the school year of the day, or the last one before it."""
    region: Region | None = None


@dataclass(kw_only=True)
class CategoryStandingRow(Row):
    """Where a school and level stands on a day, by the last ordering up to it."""

    rbd: Rbd
    level: EducationLevel
    category: PerformanceCategory
    since: date
    """The day of the first ordering that is known to have given it without interruption."""
    perhaps_earlier: bool
    """Whether it may have held before `since`: nothing of the school is known of the year before,
    though there were orderings."""
    orderings: int
    """Orderings in a row that are known to have given it."""
    last_year: SchoolYear
    """The last of them."""
    classification: SepClassification | None = None
    """The SEP classification published for the day's school year, or the last one before it."""
    classification_year: SchoolYear | None = None
    recovering_years: int
    """School years in a row, up to that one, that it has been published as en recuperación."""
    region: Region | None = None
    dependency: Dependency | None = None
    communicated_on: date | None = None
    """When the Agencia first told parents and council of this standing (Ley 20.529 art 28)."""
    certified_on: date | None = None
    """When the Agencia certified that it stayed Insuficiente (art 31)."""
    ordered_on: list[date] = field(default_factory=list)

    def standing(self) -> CategoryStanding:
        """As the rules take it."""
        return CategoryStanding(
            self.category, tuple(self.ordered_on), self.communicated_on, self.certified_on
        )


@dataclass(kw_only=True)
class TransitionFilter:
    """Between which years and at which level, and of which schools."""

    level: EducationLevel
    from_year: SchoolYear
    to_year: SchoolYear
    region: Region | None = None
    dependency: Dependency | None = None


@dataclass(kw_only=True)
class TransitionRow(Row):
    """Schools that went from one category to another, or stayed."""

    region: Region | None = None
    """Where regions are asked for, by the register."""
    dependency: Dependency | None = None
    from_category: PerformanceCategory | None = None
    """Absent for schools that were not published in the earlier year."""
    to_category: PerformanceCategory | None = None
    """Absent for schools that are not published in the later year."""
    schools: int
    share: Decimal | None = None
    """Percent of the group's schools of the earlier category; absent of too few schools."""


HISTORY = Listing("category_history", (RBD, LEVEL, YEAR), HistoryRow)
TIMES = Listing("category_times", (LEVEL, Column("category", "text")), TimeRow)
STANDINGS = Listing("category_standings", (RBD, LEVEL), CategoryStandingRow)
_UNORDERED = "years_without_ordering"
_COLUMNS = {"region": "school.region", "dependency": "fact.dependency"}


def unordered_years() -> list[int]:
    """Years in which no school was ordered, which end no run of a category."""
    return [
        year
        for number in legal_numbers()
        if number.name == _UNORDERED and number.to_date is not None
        for year in range(number.from_date.year, number.to_date.year + 1)
    ]


async def transitions(
    connection: AsyncConnection[Any],
    row: type[T],
    dimensions: Iterable[str],
    known: Known,
    where: TransitionFilter,
) -> list[T]:
    """The matrix between two years, a row for each pair of categories. Raises TooManyRowsError."""
    names = list(dimensions)
    query = statements.part(
        "category_transitions",
        keys=SQL("").join(
            SQL("{} as {}, ").format(SQL(_COLUMNS[name]), Identifier(name)) for name in names
        ),
        names=SQL("").join(SQL("{}, ").format(Identifier(name)) for name in names),
        ordinals=SQL(", ").join(SQL(str(n)) for n in range(1, len(names) + 3)),
    )
    given = params_of(known, where, least_schools=MINIMUMS.for_mean, most_groups=MOST_GROUPS + 1)
    async with connection.cursor(row_factory=rows_of(row), binary=True) as cursor:
        await cursor.execute(query, given)
        rows = await cursor.fetchall()
    if len(rows) > MOST_GROUPS:
        raise TooManyRowsError
    return rows
