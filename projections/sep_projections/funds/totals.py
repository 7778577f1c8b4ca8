"""The totals there are, and the dimensions that each can be split by."""

from dataclasses import dataclass
from decimal import Decimal

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.education.results import SocioeconomicGroup, Subject
from sep_domain.values.grades import EducationLevel
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, PerformanceCategory, Region, SchoolStatus
from sep_projections.reading.aggregates import Dimension, Measure, Relation
from sep_projections.reading.rows import Row

_PLACE = ("region", "comuna", "dependency", "rural")
_CATEGORY = Dimension("category", "category.category", Relation.CATEGORY)


def _own(*names: str) -> tuple[Dimension, ...]:
    return tuple(Dimension(name, f"fact.{name}") for name in names)


def _of_school(*names: str) -> tuple[Dimension, ...]:
    return tuple(Dimension(name, f"school.{name}", Relation.SCHOOL) for name in names)


@dataclass(kw_only=True)
class _PlacedRow(Row):
    """Where and what the schools of a group are; only the dimensions asked for are filled."""

    region: Region | None = None
    comuna: int | None = None
    """CUT code without leading zero."""
    dependency: Dependency | None = None
    rural: bool | None = None
    category: PerformanceCategory | None = None
    """The category last published up to the year of the facts, básica before media."""
    schools: int
    """Different schools (RBD) in the group."""


@dataclass(kw_only=True)
class PaymentTotalRow(_PlacedRow):
    """What the ministry paid a group of schools. Amounts are whole pesos."""

    year: SchoolYear | None = None
    month: Period | None = None
    payments: int
    """Monthly payments in the group."""
    sep_total: Clp
    sep_real: Clp | None = None
    """In pesos of `realMonth`, by the IPC; absent where none was asked for, or where the index of
    that month or of some payment's is not known."""
    unindexed: int | None = None
    """Payments of months whose index is not known, where pesos of a month were asked for."""
    sep_prioritarios: Clp | None = None
    """Absent where no file of the group splits the SEP."""
    sep_preferentes: Clp | None = None
    unsplit: int
    """Payments whose file does not split the SEP."""


PAYMENT_TOTALS = Measure("payment_totals", PaymentTotalRow)
PAYMENT_DIMENSIONS = (*_own(*_PLACE, "year", "month"), _CATEGORY)


@dataclass(kw_only=True)
class UseChangeRow(_PlacedRow):
    """What a month gives a group of schools, and what it would give. Amounts are whole pesos."""

    article: str | None = None
    due: Clp
    """As it stands, before anything is held back."""
    due_then: Clp
    """With the other values."""
    change: Clp
    """`dueThen` less `due`."""


USE_CHANGE = Measure("use_change", UseChangeRow)
USE_CHANGE_DIMENSIONS = (*_own("article"), *_of_school(*_PLACE), _CATEGORY)


@dataclass(kw_only=True)
class ExpenditureTotalRow(_PlacedRow):
    """What a group of schools declared to have spent, by its documents. Amounts are whole pesos."""

    year: SchoolYear | None = None
    account: str | None = None
    account_group: str | None = None
    """The first four digits and `00`, such as 410500 for advice and training."""
    account_name: str | None = None
    """Where accounts are a dimension."""
    subvencion: str | None = None
    document_type: str | None = None
    documents: int
    """Allocations of documents in the group."""
    declared: Clp
    unattributed: int
    """Allocations to the central administration, which belong to no school."""


EXPENDITURE_TOTALS = Measure("expenditure_totals", ExpenditureTotalRow)
EXPENDITURE_DIMENSIONS = (
    *_own("year", "account", "subvencion", "document_type"),
    Dimension("account_group", "left(fact.account, 4) || '00'"),
    *_of_school(*_PLACE),
    _CATEGORY,
)


@dataclass(kw_only=True)
class SchoolCountRow(_PlacedRow):
    """How many schools an edition of the register lists."""

    year: SchoolYear | None = None
    status: SchoolStatus | None = None
    sostenedores: int
    """Different sostenedores (RUT) among them; natural persons are not told apart."""
    enrolment: int | None = None
    """Pupils, where the edition gives them."""
    without_enrolment: int
    """Schools whose entry gives no number of pupils."""


SCHOOL_COUNTS = Measure("school_counts", SchoolCountRow)
SCHOOL_DIMENSIONS = (*_own(*_PLACE, "year", "status"), _CATEGORY)


@dataclass(kw_only=True)
class CategoryCountRow(_PlacedRow):
    """How many schools were given each category."""

    year: SchoolYear | None = None
    level: EducationLevel | None = None
    enrolment: int | None = None


CATEGORY_COUNTS = Measure("category_counts", CategoryCountRow)
CATEGORY_DIMENSIONS = (
    *_own("year", "level", "category", "dependency"),
    *_of_school("region", "comuna", "rural"),
)


@dataclass(kw_only=True)
class TestResultMeanRow(_PlacedRow):
    """SIMCE of a group of schools: the mean of the scores that may stand for their schools."""

    __test__ = False  # the name is the law's, not pytest's

    year: SchoolYear | None = None
    grade: str | None = None
    subject: Subject | None = None
    socioeconomic_group: SocioeconomicGroup | None = None
    results: int
    """Results by school, grade, year and subject."""
    scored: int
    """Results with a score and no mark: those the means are made of."""
    marked: int
    """Results with a score that must not stand for the school."""
    missing: int
    """Results without a score, which is never a zero."""
    pupils: int
    """Pupils behind the scored results."""
    mean: Decimal | None = None
    """Mean score, each school weighing as many as its pupils tested; one decimal."""
    school_mean: Decimal | None = None
    """Mean score, each school weighing the same; one decimal."""


TEST_RESULT_MEANS = Measure("test_result_means", TestResultMeanRow)
TEST_RESULT_DIMENSIONS = (
    *_own("region", "comuna", "dependency", "rural"),
    *_own("year", "grade", "subject", "socioeconomic_group"),
    _CATEGORY,
)
