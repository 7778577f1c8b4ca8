"""The convenio of a school: signed for four years, renewed or wound up (Ley 20.248 art 7)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification


class _OfConvenio(Fact):
    """One step in the life of the convenio `number` of a school."""

    DATASET: ClassVar[Dataset] = Dataset.CONVENIOS

    rbd: Rbd
    number: int = Field(ge=1)

    def key(self) -> Key:
        return (self.rbd, self.number)

    def period(self) -> tuple[int, int]:
        # A step keeps its stream when its date is corrected, so the date is no part of it.
        return 0, 0


class ConvenioRequested(_OfConvenio):
    """A sostenedor asks to enter the regime (art 12)."""

    NAME: ClassVar[str] = "convenio.requested"

    sostenedor: Rut


class ConvenioSigned(_OfConvenio):
    """The convenio is signed and holds from `from_date` to `to_date`, at least four years."""

    NAME: ClassVar[str] = "convenio.signed"
    COUNTED: ClassVar[bool] = True

    sostenedor: Rut
    from_date: date
    to_date: date
    classification: SepClassification


class ConvenioRenewalRequested(_OfConvenio):
    """Renewal is asked for, at least 60 days before the end (art 7 bis a)."""

    NAME: ClassVar[str] = "convenio.renewal_requested"


class ConvenioExtended(_OfConvenio):
    """The convenio runs on while its renewal is verified, twelve months at most."""

    NAME: ClassVar[str] = "convenio.extended"

    until: date


class ConvenioRenewed(_OfConvenio):
    """A new convenio takes over, with the money that was left (art 7 bis)."""

    NAME: ClassVar[str] = "convenio.renewed"


class ConvenioTransferred(_OfConvenio):
    """The school passes to another sostenedor, and the convenio with it."""

    NAME: ClassVar[str] = "convenio.transferred"

    sostenedor: Rut


class ConvenioEndReason(StrEnum):
    NO_RENOVADO = "no_renovado"
    RENUNCIADO = "renunciado"
    CADUCADO = "caducado"


class ConvenioEnded(_OfConvenio):
    """The convenio ends without another taking over; what was not spent must be restored."""

    NAME: ClassVar[str] = "convenio.ended"

    reason: ConvenioEndReason


class ConvenioSettled(_OfConvenio):
    """What was owed after the end has been restored."""

    NAME: ClassVar[str] = "convenio.settled"

    restored: Clp


class SaldoPlanPresented(_OfConvenio):
    """A plan to use or return the balance of an expired convenio (Ley 21.796 art 47)."""

    NAME: ClassVar[str] = "convenio.saldo_plan_presented"
    DATASET: ClassVar[Dataset] = Dataset.PLANES_SALDO

    saldo: Clp
    deadline: date
    executed: Clp | None = None
    infrastructure: Clp | None = None
    """What of it is of letter a), which has later days; None where the plan does not say."""
    known_saldo: Clp | None = None
    """The most that was known to be left when it was presented by a command; None in files, and
    where nobody could tell."""


class SaldoPlanExecuted(_OfConvenio):
    """How much of such a plan has been carried out, in all up to `occurred_on`."""

    NAME: ClassVar[str] = "convenio.saldo_plan_executed"
    DATASET: ClassVar[Dataset] = Dataset.PLANES_SALDO

    executed: Clp
