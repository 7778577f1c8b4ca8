"""What may be asked of a convenio; `occurred_on` is the day it happened."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""


class Request(Command):
    """A sostenedor applies to enter the regime (Ley 20.248 art 12)."""

    NAME: ClassVar[str] = "request"

    sostenedor: Rut


class Sign(Command):
    """The convenio is signed, for four years at least (Ley 20.248 art 7).

    A school signs for the first time on an application; afterwards also on the renewal of the
    convenio before.
    """

    NAME: ClassVar[str] = "sign"

    sostenedor: Rut
    from_date: Day
    to_date: Day
    """The last day; 28 February four years after 1 March."""
    classification: SepClassification

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Sign":
        if self.to_date <= self.from_date:
            raise ValueError("el término es anterior al inicio")
        return self


class RequestRenewal(Command):
    """The sostenedor asks for renewal, sixty days before the end (Ley 20.248 art 7 bis a)."""

    NAME: ClassVar[str] = "request-renewal"


class Extend(Command):
    """The convenio runs on while its renewal is verified (Ley 20.248 art 7 bis)."""

    NAME: ClassVar[str] = "extend"

    until: Day


class Renew(Command):
    """The renewal is granted: the next convenio takes over, with the money that is left."""

    NAME: ClassVar[str] = "renew"


class RefuseRenewal(Command):
    """The renewal is refused; `occurred_on` is the last day of the convenio."""

    NAME: ClassVar[str] = "refuse-renewal"


class Expire(Command):
    """The convenio ran out and nobody asked for renewal; `occurred_on` is its last day."""

    NAME: ClassVar[str] = "expire"


class Renounce(Command):
    """The sostenedor gives the convenio up; `occurred_on` is its last day."""

    NAME: ClassVar[str] = "renounce"


class Transfer(Command):
    """The school passes to another sostenedor, such as a SLEP, and the convenio with it."""

    NAME: ClassVar[str] = "transfer"
    BRINGS_SOSTENEDOR: ClassVar[bool] = True

    sostenedor: Rut


class Settle(Command):
    """What was owed after the end is restored, in whole pesos: all, or a part of it."""

    NAME: ClassVar[str] = "settle"

    restored: Annotated[Clp, Field(ge=0, le=_MOST)]


class PresentSaldoPlan(Command):
    """Plan how the balance of the expired convenio is used or returned (Ley 21.796 art 47)."""

    NAME: ClassVar[str] = "present-saldo-plan"

    saldo: Annotated[Clp, Field(ge=1, le=_MOST)]
    """What the plan covers, in whole pesos."""
    deadline: Day
    """The last day of its actions."""
    infrastructure: Annotated[Clp, Field(ge=0, le=_MOST)] | None = None
    """What of it is of letter a) (infrastructure and essential furniture), which has later days;
    None: all of it where the plan runs beyond 30 September, else nothing."""

    @model_validator(mode="after")
    def _covers_its_infrastructure(self) -> "PresentSaldoPlan":
        if self.infrastructure is not None and self.infrastructure > self.saldo:
            raise ValueError("lo de infraestructura excede lo que cubre el plan")
        return self


class ExecuteSaldoPlan(Command):
    """State how much of the plan is carried out, in whole pesos and in all."""

    NAME: ClassVar[str] = "execute-saldo-plan"

    executed: Annotated[Clp, Field(ge=0, le=_MOST)]


ConvenioCommand = (
    Request
    | Sign
    | RequestRenewal
    | Extend
    | Renew
    | RefuseRenewal
    | Expire
    | Renounce
    | Transfer
    | Settle
    | PresentSaldoPlan
    | ExecuteSaldoPlan
)
