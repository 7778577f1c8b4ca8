"""Test scores of schools: the one that stands, or why none does, and its change."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

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
from sep_projections.reading.columns import GRADE, RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


class Missing(StrEnum):
    """Why a school has no score that stands."""

    NOT_TESTED = "not_tested"
    TOO_FEW_PUPILS = "too_few_pupils"
    """Marked so by the Agencia, which hides such scores; one that a file shows does not count."""
    MARKED = "marked"
    """Marked for another reason, whether or not a score was published."""
    NOT_PUBLISHED = "not_published"
    PUPILS_UNKNOWN = "pupils_unknown"
    """There is a score and no number of pupils to weigh it by."""
    ABSENT = "absent"
    """In an earlier file of the series, not in this one, and not closed by the register."""


@dataclass(kw_only=True)
class ScoreFilter:
    """Which results of schools."""

    rbd: Rbd | None = None
    grade: str | None = None
    """`2b`, `4b`, `6b`, `8b` or `2m`."""
    subject: Subject | None = None
    from_year: SchoolYear | None = None
    to_year: SchoolYear | None = None
    region: Region | None = None
    missing: Missing | None = None


@dataclass(kw_only=True)
class ScoreRow(FactRow):
    """A school's score in a grade, subject and year, beside that of the measurement before."""

    rbd: Rbd
    grade: str
    subject: Subject
    year: SchoolYear
    school_name: str
    region: Region
    comuna: int | None = None
    """CUT code; the register's for the files that number comunas locally."""
    dependency: Dependency
    socioeconomic_group: SocioeconomicGroup | None = None
    rural: bool | None = None
    pupils: int | None = None
    """Pupils tested."""
    score: int | None = None
    """The score that stands for the school; absent where the file marks it."""
    published_score: int | None = None
    """The score in the file, whatever its mark."""
    missing: Missing | None = None
    """Why no score stands."""
    not_tested: NotTested | None = None
    mark: ResultMark | None = None
    mark_code: str | None = None
    difference: int | None = None
    """Change against the school's previous measurement, in points, as published."""
    difference_significance: Significance | None = None
    group_difference: int | None = None
    """Against schools of the same socio-economic group, in points, as published."""
    group_significance: Significance | None = None
    difference_mark: ResultMark | None = None
    difference_mark_code: str | None = None
    insufficient_share: Decimal | None = None
    elementary_share: Decimal | None = None
    adequate_share: Decimal | None = None
    """Percent of pupils at each learning standard."""
    previous_year: SchoolYear | None = None
    """The measurement of this grade and subject before this one, of any school."""
    previous_score: int | None = None
    """The school's score that stands in it."""
    comparable: bool
    """Whether both scores stand and the file does not mark its own difference."""
    change: int | None = None
    """This score less the previous one, in points; absent where they are not comparable."""


SCORES = Listing(
    "scores", (RBD, GRADE, Column("subject", "text"), YEAR), ScoreRow, counted="scores_asked"
)
