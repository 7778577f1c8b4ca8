"""Applications to the regime that the SEREMI left unanswered (Ley 20.248 art 12)."""

from typing import ClassVar

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import SepClassification


class _OfApplication(Fact):
    """One step of what a school applied for in a year."""

    DATASET: ClassVar[Dataset] = Dataset.POSTULACIONES_ELEVADAS

    rbd: Rbd
    year: SchoolYear
    """In which the school applied, in August."""

    def key(self) -> Key:
        return (self.rbd,)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class ApplicationElevated(_OfApplication):
    """The Subsecretario receives what the SEREMI did not decide by the end of October."""

    NAME: ClassVar[str] = "application.elevated"

    sostenedor: Rut


class ApplicationResolved(_OfApplication):
    """The Subsecretario decides; too late, the school stays what the silence has made of it."""

    NAME: ClassVar[str] = "application.resolved"

    accepted: bool
    classification: SepClassification | None = None
