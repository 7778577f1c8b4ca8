"""How many pupils the law pays for, always counted by school, never one by one."""

from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.grades import Grade, LevelBand
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import SepClassification


class GradeCounts(BaseModel):
    """Pupils of one grade."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grade: Grade
    total: int = Field(ge=0)
    prioritarios: int | None = Field(default=None, ge=0)
    """Absent where the file tells only who benefits (2015)."""
    preferentes: int | None = Field(default=None, ge=0)
    """Absent before 2016, when the law did not know them."""
    beneficiarios: int = Field(ge=0)


class PupilCountsPublished(Fact):
    """Pupils of a school by grade in a year, with its standing in the SEP regime."""

    NAME: ClassVar[str] = "pupil_counts.published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.ALUMNOS_SEP

    rbd: Rbd
    year: SchoolYear
    has_convenio: bool | None = None
    joined_sep_in: SchoolYear | None = None
    classification: SepClassification | None = None
    gratuitous: bool | None = None
    grades: tuple[GradeCounts, ...]
    shift_unknown: int | None = Field(default=None, ge=1)
    """Of these pupils, those of whom the file does not tell whether they attend by day (art 4);
    absent where it tells of each."""

    def key(self) -> Key:
        return (self.rbd,)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class AttendancePublished(Fact):
    """Enrolment and mean attendance of a school, month and level band, by group (art 15)."""

    NAME: ClassVar[str] = "attendance.published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.ASISTENCIA

    rbd: Rbd
    month: Period
    band: LevelBand
    prioritarios: int = Field(ge=0)
    prioritarios_attendance: Decimal = Field(ge=0)
    preferentes: int = Field(ge=0)
    preferentes_attendance: Decimal = Field(ge=0)
    total: int = Field(ge=0)
    total_attendance: Decimal = Field(ge=0)

    def key(self) -> Key:
        return (self.rbd, self.band)
