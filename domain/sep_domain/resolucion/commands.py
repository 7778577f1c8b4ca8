"""What may be asked of a resolution; `occurred_on` is the day it happened."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sep_domain.dates.calendar import Period
from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Reason
from sep_domain.events.legal.acts import ChallengeOutcome, ResolutionKind
from sep_domain.resolucion.kinds import ground_of
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

Part = Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6)]
"""A share of an amount: 0.5 for half of it."""

_FIRST_YEAR, _LAST_YEAR = 2008, 2100


def _month(value: object) -> object:
    """A month that the ledger can hold; the bounds are those of the books."""
    try:
        month = Period(value) if isinstance(value, str) else None
    except ValueError:
        month = None
    if month is None or not _FIRST_YEAR <= month.year <= _LAST_YEAR:
        raise PydanticCustomError("month_form", "expected a month, 2008-01 to 2100-12")
    return month


Month = Annotated[Period, BeforeValidator(_month)]


class Issue(Command):
    """An authority orders something of a sostenedor or a school; the kind says what and why.

    What each kind has to say, who may issue it and which bounds its shares keep is the law's
    (Ley 21.006 arts 1 and 3, Ley 20.248 arts 12, 20, 23, 24 and 27, Ley 20.529 art 69, DFL 2/1998
    art 13).
    """

    NAME: ClassVar[str] = "issue"
    OF_SUBJECT: ClassVar[bool] = True
    SPEAKS_OF: ClassVar[str] = (
        "The time is that of the months it orders, from `from_month` to `to_month` (or "
        "`from_month` alone), or its day where it orders none; a kind that may be about what a "
        "former holder received (`restitucion`) means whoever held the school up to then."
    )

    kind: ResolutionKind
    sostenedor: Rut
    convenio: Annotated[int, Field(ge=1, le=99)] | None = None
    from_month: Month | None = None
    to_month: Month | None = None
    retained_share: Part | None = None
    paid_share: Part | None = None
    amount: Annotated[Clp, Field(ge=1, le=_MOST)] | None = None
    classification: SepClassification | None = None
    requested_on: Day | None = None
    ground_notified_on: Day | None = None
    text: Reason | None = None

    def concerns(self) -> tuple[date, date]:
        first = self.from_month
        if first is None:
            return self.occurred_on, self.occurred_on
        # Months the wrong way round are refused by the law, not by the directory.
        last = first if self.to_month is None else max(first, self.to_month)
        return first.first_day, last.last_day

    def looks_back(self) -> bool:
        return ground_of(self.kind).former_holder


class Notify(Command):
    """Whom it concerns is notified."""

    NAME: ClassVar[str] = "notify"


class Challenge(Command):
    """Whom it concerns challenges it, within the term of its law; it goes on holding meanwhile."""

    NAME: ClassVar[str] = "challenge"

    text: Reason | None = None


class ResolveChallenge(Command):
    """The challenge is decided; one that succeeds leaves the resolution without effect."""

    NAME: ClassVar[str] = "resolve-challenge"

    outcome: ChallengeOutcome
    text: Reason | None = None


class Lift(Command):
    """The measure ends, such as a retention once the account was rendered (Ley 21.006 art 1)."""

    NAME: ClassVar[str] = "lift"

    text: Reason


class Annul(Command):
    """The authority leaves its resolution without effect, as if it had never been."""

    NAME: ClassVar[str] = "annul"

    text: Reason


ResolutionCommand = Issue | Notify | Challenge | ResolveChallenge | Lift | Annul
"""All of them."""
