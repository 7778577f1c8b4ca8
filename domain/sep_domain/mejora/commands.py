"""What may be commanded of an improvement that SEP money pays for."""

from typing import Annotated, ClassVar

from pydantic import Field

from sep_domain.decisions.deciding import Command, Line
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

LAST_NUMBER = 9_999

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

_Amount = Annotated[Clp, Field(ge=1, le=_MOST)]


class Plan(Command):
    """A sostenedor means to improve a school with a credit (DFL 2/1998 art 3 ix)."""

    NAME: ClassVar[str] = "plan"

    sostenedor: Rut
    description: Line
    amount: _Amount


class ConsultConsejo(Command):
    """The Consejo Escolar is asked (DFL 2/1998 art 3 ix)."""

    NAME: ClassVar[str] = "consult-consejo"

    in_writing: bool


class Finance(Command):
    """The credit is taken up; above 1,000 UTM not before the Consejo was asked in writing."""

    NAME: ClassVar[str] = "finance"

    amount: _Amount


ImprovementCommand = Plan | ConsultConsejo | Finance
