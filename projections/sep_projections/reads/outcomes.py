"""Outcomes: SIMCE results, performance categories and their changes, and the pupils behind them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.calendar import Period, SchoolYear
from sep_domain.events.results import (
    NotTested,
    ResultMark,
    Significance,
    SocioeconomicGroup,
    Subject,
)
from sep_domain.grades import EducationLevel, Grade, LevelBand
from sep_domain.identifiers import Rbd
from sep_domain.schools import Dependency, PerformanceCategory, Region, SepClassification
from sep_projections.reads.columns import GRADE, LEVEL, RBD, STREAM, YEAR
from sep_projections.reads.cursors import Column
from sep_projections.reads.known import Position
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import FactRow, Row


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


@dataclass(kw_only=True)
class PupilCountRow(FactRow):
    """Pupils of a school in a year, and its standing in the SEP regime."""

    rbd: Rbd
    year: SchoolYear
    has_convenio: bool | None = None
    joined_sep_in: SchoolYear | None = None
    classification: SepClassification | None = None
    gratuitous: bool | None = None
    shift_unknown: int | None = None
    """Of its pupils, those of whom the file does not tell whether they attend by day, as Ley
    20.248 art 4 asks; absent where it tells of each. Those of an evening shift are not counted."""


@dataclass(kw_only=True)
class GradeCountRow(Row):
    """Pupils of one grade."""

    grade: Grade
    total: int
    prioritarios: int | None = None
    """Absent where the file tells only who benefits (2015)."""
    preferentes: int | None = None
    """Absent before 2016, when the law did not know them."""
    beneficiarios: int


@dataclass(kw_only=True)
class AttendanceRow(FactRow):
    """Enrolment and mean attendance of a school, month and level band (Ley 20.248 art 15)."""

    rbd: Rbd
    month: Period
    band: LevelBand
    prioritarios: int
    prioritarios_attendance: Decimal
    preferentes: int
    preferentes_attendance: Decimal
    total: int
    total_attendance: Decimal


TEST_RESULTS = Listing("test_results", (YEAR, GRADE, RBD), TestResultRow)
SUBJECT_RESULTS = Listing("subject_results", (STREAM, Column("subject", "text")), SubjectResultRow)
TEST_RESULT_CHANGES = Listing("test_result_changes", (RBD,), TestResultChangeRow)
CATEGORIES = Listing("categories", (YEAR, LEVEL, RBD), CategoryRow)
CATEGORY_SPANS = Listing(
    "category_spans", (RBD, LEVEL, Column("from_year", "smallint")), CategorySpanRow
)
RECLASSIFICATIONS = Listing("reclassifications", (YEAR, LEVEL, RBD), ReclassificationRow)
PUPIL_COUNTS = Listing("pupil_counts", (RBD, YEAR), PupilCountRow)
GRADE_COUNTS = Listing("grade_counts", (STREAM, GRADE), GradeCountRow)
ATTENDANCE = Listing(
    "attendance_by_band", (RBD, Column("month", "text"), Column("band", "text")), AttendanceRow
)
