"""What may be commanded of an application that the SEREMI left unanswered."""

from typing import Annotated, ClassVar

from pydantic import Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import Command, EntityKey
from sep_domain.events.base import Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import SepClassification

FIRST_YEAR = 2008

LAST_YEAR = 2100

ApplicationYear = Annotated[SchoolYear, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class ApplicationKey(EntityKey):
    """A school and the year in which it applied."""

    DATASET: ClassVar[Dataset] = Dataset.POSTULACION

    rbd: Rbd
    year: ApplicationYear

    def period(self) -> tuple[int, int]:
        return self.year, 0

    def key(self) -> Key:
        return (self.rbd,)


class Elevate(Command):
    """The Subsecretario receives what the SEREMI did not decide in October (Ley 20.248 art 12)."""

    NAME: ClassVar[str] = "elevate"

    sostenedor: Rut


class Resolve(Command):
    """The Subsecretario decides, in fifteen business days (Ley 20.248 art 12)."""

    NAME: ClassVar[str] = "resolve"

    accepted: bool
    classification: SepClassification | None = None


ApplicationCommand = Elevate | Resolve
