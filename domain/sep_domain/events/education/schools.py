"""Schools as the register publishes them, and what changes from one year to the next."""

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import (
    Dependency,
    LegalPersonality,
    PerformanceCategory,
    Region,
    SchoolStatus,
)


class SchoolRegistered(Fact):
    """The entry of a school in the Directorio oficial of a year, as of its cut on 30 April."""

    NAME: ClassVar[str] = "school.registered"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.DIRECTORIO

    rbd: Rbd
    year: SchoolYear
    check_digit: str = Field(max_length=1)
    """The digit as published, which is the truth even where modulo 11 disagrees."""
    name: str
    sostenedor: Rut | None = None
    sostenedor_mrun: str | None = None
    """The register's pseudonym of a natural person who holds the school."""
    legal_personality: LegalPersonality | None = None
    region: Region
    comuna: int
    comuna_name: str
    deprov: int | None = None
    dependency: Dependency
    rural: bool
    latitude: str | None = None
    longitude: str | None = None
    status: SchoolStatus
    has_enrolment: bool | None = None
    enrolment: int | None = Field(default=None, ge=0)
    enrolment_fee: str | None = None
    monthly_fee: str | None = None
    teaching_codes: tuple[int, ...] = ()
    """COD_ENSE of each kind of teaching offered."""

    def key(self) -> Key:
        return (self.rbd,)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class _SchoolTransition(Fact):
    """Two consecutive entries of the register that differ."""

    DATASET: ClassVar[Dataset] = Dataset.DERIVED

    rbd: Rbd
    previous_year: SchoolYear
    year: SchoolYear
    void: bool = False
    """True where a later file showed that the change had not taken place."""

    def key(self) -> Key:
        return (self.rbd,)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class SchoolChanged(_SchoolTransition):
    """A school's name, place, dependency or rurality differs from its previous entry."""

    NAME: ClassVar[str] = "school.changed"

    fields: tuple[str, ...]


class SchoolClosed(_SchoolTransition):
    """A school that was not closed is closed in this year's register."""

    NAME: ClassVar[str] = "school.closed"

    previous_status: SchoolStatus


class SostenedorChanged(_SchoolTransition):
    """Another sostenedor holds the school than in its previous entry."""

    NAME: ClassVar[str] = "school.sostenedor_changed"

    previous_sostenedor: Rut | None = None
    sostenedor: Rut | None = None


class PerformanceCategoryAssigned(Fact):
    """The Agencia's category of a school and level in a year (Ley 20.529 arts 17 and 18).

    Since version 2 what stands beside the category may be absent: it must not cost a school its
    category.
    """

    NAME: ClassVar[str] = "category.assigned"
    COUNTED: ClassVar[bool] = True
    class_version: ClassVar[int] = 2
    DATASET: ClassVar[Dataset] = Dataset.CATEGORIA_DESEMPENO

    rbd: Rbd
    level: EducationLevel
    year: SchoolYear
    category: PerformanceCategory
    school_name: str
    dependency: Dependency | None = None
    """As all that the file says beside the category, absent where it is blank or not understood."""
    region_name: str | None = None
    comuna_name: str | None = None
    enrolment: int | None = Field(default=None, ge=0)

    def key(self) -> Key:
        return (self.rbd, self.level)

    def period(self) -> tuple[int, int]:
        return self.year, 0

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says what it did: nothing was absent in version 1."""


class SchoolReclassified(Fact):
    """A school's category differs from the last one published before it.

    `previous_on` and `occurred_on` are the days of the two categories; `effective_on` is the start
    of the next school year, from which art 24 of Ley 20.248 changes payments.
    """

    NAME: ClassVar[str] = "category.reclassified"
    DATASET: ClassVar[Dataset] = Dataset.DERIVED

    rbd: Rbd
    level: EducationLevel
    previous_year: SchoolYear
    previous_on: date
    previous_category: PerformanceCategory
    year: SchoolYear
    category: PerformanceCategory
    effective_on: date
    void: bool = False
    """True where a later file showed that the category had not changed."""

    def key(self) -> Key:
        return (self.rbd, self.level)

    def period(self) -> tuple[int, int]:
        return self.year, 0
