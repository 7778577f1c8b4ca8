"""What may be asked of a sanction proceeding; `occurred_on` is the day it happened."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.events.legal.proceedings import ClaimOutcome, Gravity, SanctionKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

Fine = Annotated[Decimal, Field(gt=0, le=100_000, max_digits=8, decimal_places=2)]
"""In unidades tributarias mensuales."""


class Open(Command):
    """The regional director orders it, within six months of the fact (Ley 20.529 arts 66, 86)."""

    NAME: ClassVar[str] = "open"
    SPEAKS_OF: ClassVar[str] = (
        "The time is that of the fact: from 1 January of the year before `fact_ended_on` (or "
        "`occurred_on`) up to it, for the account of a year falls due in the next."
    )

    sostenedor: Rut
    rbd: Rbd | None = None
    fact_ended_on: Day | None = None
    text: Reason | None = None

    def concerns(self) -> tuple[date, date]:
        ended = self.fact_ended_on or self.occurred_on
        return date(ended.year - 1, 1, 1), ended


class Charge(Command):
    """Charges are notified; ten business days to answer begin (Ley 20.529 art 70)."""

    NAME: ClassVar[str] = "charge"

    gravity: Gravity
    article: Line
    text: Reason | None = None


class Answer(Command):
    """The sostenedor answers the charges (Ley 20.529 art 70)."""

    NAME: ClassVar[str] = "answer"

    text: Reason | None = None


class Dismiss(Command):
    """Nothing is sanctioned (Ley 20.529 art 72)."""

    NAME: ClassVar[str] = "dismiss"

    text: Reason


class Sanction(Command):
    """The regional director sanctions, within what the gravity admits (Ley 20.529 arts 72–80)."""

    NAME: ClassVar[str] = "sanction"

    sanction: SanctionKind
    gravity: Gravity
    aggravated: bool = False
    fine_utm: Fine | None = None
    fine_clp: Annotated[Clp, Field(ge=1, le=_MOST)] | None = None
    months: Annotated[int, Field(ge=1, le=1_200)] | None = None


class Notify(Command):
    """The sanction is notified; after a claim, what the Superintendente resolved."""

    NAME: ClassVar[str] = "notify"


class Claim(Command):
    """The sostenedor claims before the Superintendente (Ley 20.529 art 84)."""

    NAME: ClassVar[str] = "claim"

    text: Reason | None = None


class ResolveClaim(Command):
    """The Superintendente decides the claim."""

    NAME: ClassVar[str] = "resolve-claim"

    outcome: ClaimOutcome
    fine_utm: Fine | None = None
    text: Reason | None = None


class GoToCourt(Command):
    """The sostenedor claims before the Corte de Apelaciones (Ley 20.529 art 85)."""

    NAME: ClassVar[str] = "go-to-court"

    court: Line
    docket: Line | None = None


class Rule(Command):
    """The court has ruled for good (Ley 20.529 art 85)."""

    NAME: ClassVar[str] = "rule"

    outcome: ClaimOutcome
    fine_utm: Fine | None = None
    text: Reason | None = None


class DeclareFinal(Command):
    """The terms to claim have passed, or the court has ruled."""

    NAME: ClassVar[str] = "declare-final"


class Pay(Command):
    """State how much of the fine is paid, in whole pesos and in all (Ley 20.529 art 82)."""

    NAME: ClassVar[str] = "pay"

    paid: Annotated[Clp, Field(ge=0, le=_MOST)]


class Prescribe(Command):
    """No sanction can be applied any more (Ley 20.529 art 86)."""

    NAME: ClassVar[str] = "prescribe"

    text: Reason


ProceedingCommand = (
    Open
    | Charge
    | Answer
    | Dismiss
    | Sanction
    | Notify
    | Claim
    | ResolveClaim
    | GoToCourt
    | Rule
    | DeclareFinal
    | Pay
    | Prescribe
)
"""All of them."""
