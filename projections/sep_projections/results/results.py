"""Results of national tests, and their changes between two years."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import (
    NotTested,
    ResultMark,
    Significance,
    SocioeconomicGroup,
    Subject,
)
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency, Region
from sep_projections.reading.columns import GRADE, RBD, STREAM, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row


@dataclass(kw_only=True)
class TestResultFilter:
    """Which results."""

    __test__ = False  # the name is the law's, not pytest's

    rbd: Rbd | None = None
    from_year: SchoolYear | None = None
    to_year: SchoolYear | None = None
    grade: str | None = None
    """`2b`, `4b`, `6b`, `8b` or `2m`."""
    region: Region | None = None
    comuna: int | None = None
    dependency: Dependency | None = None
    socioeconomic_group: SocioeconomicGroup | None = None


@dataclass(kw_only=True)
class TestResultRow(FactRow):
    """SIMCE of one school, grade and year."""

    __test__ = False

    rbd: Rbd
    year: SchoolYear
    grade: str
    occurred_on: date
    school_name: str
    region: Region
    comuna: int | None = None
    """CUT code; absent for the files that number comunas locally (2015, 4b 2017)."""
    dependency: Dependency
    socioeconomic_group: SocioeconomicGroup | None = None
    rural: bool | None = None
    not_tested: NotTested | None = None
    """Why there is no result at all."""


@dataclass(kw_only=True)
class SubjectResultRow(Row):
    """One subject. An absent value was not published; a score is never zero."""

    subject: Subject
    pupils: int | None = None
    score: int | None = None
    difference: int | None = None
    """Change against the school's previous measurement, in points, as published."""
    difference_significance: Significance | None = None
    group_difference: int | None = None
    """Against schools of the same socio-economic group, in points, as published."""
    group_significance: Significance | None = None
    mark: ResultMark | None = None
    """Why the score must not stand for the school."""
    mark_code: str | None = None
    difference_mark: ResultMark | None = None
    difference_mark_code: str | None = None
    insufficient_share: Decimal | None = None
    elementary_share: Decimal | None = None
    adequate_share: Decimal | None = None
    """Percent of pupils at each learning standard."""


@dataclass(kw_only=True)
class ChangeFilter:
    """Which change: the same grade and subject in two years, for some schools or all."""

    grade: str
    subject: Subject
    from_year: SchoolYear
    to_year: SchoolYear
    rbd: Rbd | None = None
    region: Region | None = None
    dependency: Dependency | None = None
    comparable: bool | None = None


@dataclass(kw_only=True)
class TestResultChangeRow(Row):
    """A school's score in two years. The change stands only between two scores without a mark."""

    __test__ = False

    rbd: Rbd
    school_name: str
    """As of the later year."""
    region: Region
    dependency: Dependency
    grade: str
    subject: Subject
    from_year: SchoolYear
    to_year: SchoolYear
    from_score: int | None = None
    to_score: int | None = None
    from_mark: ResultMark | None = None
    to_mark: ResultMark | None = None
    from_position: Position
    """Where in the log the earlier result stands."""
    to_position: Position
    comparable: bool
    change: int | None = None
    """Later score less earlier one, in points; absent where either is missing or marked."""


TEST_RESULTS = Listing("test_results", (YEAR, GRADE, RBD), TestResultRow)

SUBJECT_RESULTS = Listing("subject_results", (STREAM, Column("subject", "text")), SubjectResultRow)

TEST_RESULT_CHANGES = Listing("test_result_changes", (RBD,), TestResultChangeRow)
