"""What the Agencia tells of schools in Insuficiente (Ley 20.529 arts 28 and 31)."""

from enum import StrEnum
from typing import ClassVar

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd


class AgencyNoticeKind(StrEnum):
    """What is told, and to whom."""

    COMUNICACION_INSUFICIENTE = "comunicacion_insuficiente"
    """To parents and Consejo Escolar, that it was ordered Insuficiente (art 28)."""
    CERTIFICADO_PERMANENCIA = "certificado_permanencia"
    """That it stayed so for four years, by its learning standards alone (art 31)."""


class AgencyNoticeGiven(Fact):
    """A notice of the Agencia about a school and level, `occurred_on` the day it was given."""

    NAME: ClassVar[str] = "agency_notice.given"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.COMUNICACIONES_AGENCIA

    rbd: Rbd
    level: EducationLevel
    kind: AgencyNoticeKind
    document: str | None = None
    """Number or name of the letter, resolution or certificate."""

    def key(self) -> Key:
        return (self.rbd, self.level, self.kind)

    def period(self) -> tuple[int, int]:
        # Schools are ordered once a year, so a corrected day is the same notice.
        return self.occurred_on.year, 0
