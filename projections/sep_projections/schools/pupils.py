"""Pupils of schools: counted by year and grade, and their attendance."""

from dataclasses import dataclass
from decimal import Decimal

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.grades import Grade, LevelBand
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import SepClassification
from sep_projections.reading.columns import GRADE, RBD, STREAM, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


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


PUPIL_COUNTS = Listing("pupil_counts", (RBD, YEAR), PupilCountRow)

GRADE_COUNTS = listing_of_table("grade_count", (STREAM, GRADE), GradeCountRow)

ATTENDANCE = Listing(
    "attendance_by_band", (RBD, Column("month", "text"), Column("band", "text")), AttendanceRow
)
