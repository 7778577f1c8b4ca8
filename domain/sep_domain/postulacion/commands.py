"""What may be commanded of an application that the SEREMI left unanswered."""

from typing import Annotated, ClassVar

from pydantic import Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import Command
from sep_domain.values.identifiers import Rut
from sep_domain.values.schools import SepClassification

FIRST_YEAR = 2008

LAST_YEAR = 2100

ApplicationYear = Annotated[SchoolYear, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


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
