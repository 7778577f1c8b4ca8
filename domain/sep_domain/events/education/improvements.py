"""Improvements paid with a credit, on which the Consejo Escolar is consulted (DFL 2 art 3 ix)."""

from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp


class _OfImprovement(Fact):
    """One step of the improvement `number` of a school."""

    DATASET: ClassVar[Dataset] = Dataset.MEJORAS

    rbd: Rbd
    number: int = Field(ge=1)

    def key(self) -> Key:
        return (self.rbd, self.number)

    def period(self) -> tuple[int, int]:
        return 0, 0


class ImprovementPlanned(_OfImprovement):
    """A sostenedor means to improve a school with a credit."""

    NAME: ClassVar[str] = "improvement.planned"

    sostenedor: Rut
    description: str
    amount: Clp = Field(ge=1)


class ConsejoConsulted(_OfImprovement):
    """The Consejo Escolar is asked what it thinks of it."""

    NAME: ClassVar[str] = "improvement.consejo_consulted"

    in_writing: bool


class ImprovementFinanced(_OfImprovement):
    """The credit is taken up."""

    NAME: ClassVar[str] = "improvement.financed"

    amount: Clp = Field(ge=1)
