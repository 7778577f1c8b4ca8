"""SIMCE results of a school."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency, Region


class Subject(StrEnum):
    """What SIMCE measures, by the files' own abbreviations."""

    LECTURA = "lect"
    MATEMATICA = "mate"
    CIENCIAS_NATURALES = "nat"
    CIENCIAS_SOCIALES = "soc"
    HISTORIA = "hist"


class SocioeconomicGroup(StrEnum):
    """The Agencia's grouping of schools by their pupils' homes."""

    BAJO = "bajo"
    MEDIO_BAJO = "medio_bajo"
    MEDIO = "medio"
    MEDIO_ALTO = "medio_alto"
    ALTO = "alto"


class Significance(StrEnum):
    """Whether a difference is told from chance, as the Agencia publishes it."""

    POSITIVE = "positive"
    NONE = "none"
    NEGATIVE = "negative"


class ResultMark(StrEnum):
    """Why a score, or a difference, must not stand for the school."""

    INSUFFICIENT_PUPILS = "insufficient_pupils"
    BEYOND_AGENCY_NOT_REPORTED = "beyond_agency_not_reported"
    BEYOND_AGENCY_NOT_REPRESENTATIVE = "beyond_agency_not_representative"
    BEYOND_SCHOOL_NOT_REPORTED = "beyond_school_not_reported"
    BEYOND_SCHOOL_NOT_REPRESENTATIVE = "beyond_school_not_representative"
    EXTENDED_TEST = "extended_test"
    CURRENT_NOT_COMPARABLE = "current_not_comparable"
    PREVIOUS_NOT_COMPARABLE = "previous_not_comparable"
    NOT_COMPARABLE = "not_comparable"
    UNDECODED = "undecoded"
    """The file carries a mark whose meaning was never published, as all of 2015."""


class NotTested(StrEnum):
    """Why a school has no result at all (column `noaplica`)."""

    ALL_ABSENT = "all_absent"
    ALL_SPECIAL_NEEDS = "all_special_needs"
    ABSENT_WITH_QUESTIONNAIRE = "absent_with_questionnaire"
    REFUSED = "refused"
    STRIKE = "strike"
    MATERIAL_LOST = "material_lost"
    COMMUNITY_REFUSED = "community_refused"
    UNDECODED = "undecoded"


_TENTH = Decimal("0.1")

Share = Annotated[
    Decimal, Field(ge=0, le=100), AfterValidator(lambda share: share.quantize(_TENTH))
]
"""Percent of pupils with one decimal, however many the file writes (`68`, `68.0`)."""


class SubjectResult(BaseModel):
    """One subject. An absent value was not published; a score is never zero."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Subject
    pupils: int | None = Field(default=None, ge=0)
    score: int | None = Field(default=None, ge=50, le=450)
    difference: int | None = None
    """Change against the school's previous measurement, in points."""
    difference_significance: Significance | None = None
    group_difference: int | None = None
    """Against schools of the same socio-economic group, in points."""
    group_significance: Significance | None = None
    mark: ResultMark | None = None
    mark_code: str | None = None
    """The mark as the file wrote it."""
    difference_mark: ResultMark | None = None
    difference_mark_code: str | None = None
    insufficient_share: Share | None = None
    elementary_share: Share | None = None
    adequate_share: Share | None = None
    """Percent of pupils at each learning standard."""


class TestResultPublished(Fact):
    """SIMCE of one school, grade and year."""

    __test__ = False  # the name is the law's, not pytest's

    NAME: ClassVar[str] = "test_result.published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.SIMCE

    rbd: Rbd
    year: SchoolYear
    grade: str = Field(pattern=r"^(2b|4b|6b|8b|2m)$")
    school_name: str
    region: Region
    comuna: int | None = None
    """CUT code; absent for the files that number comunas locally (2015, 4b 2017)."""
    dependency: Dependency
    socioeconomic_group: SocioeconomicGroup | None = None
    rural: bool | None = None
    not_tested: NotTested | None = None
    results: tuple[SubjectResult, ...]

    def key(self) -> Key:
        return (self.rbd, self.grade)

    def period(self) -> tuple[int, int]:
        return self.year, 0
