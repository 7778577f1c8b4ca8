"""Resolutions of an authority about a sostenedor or a school: what they order, and what follows.

That the law exposes somebody to a measure is a finding of the rules; that an authority has ordered
it is one of these events, with its number.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

AUTHORITY = (
    r"^(ministerio|subsecretaria|agencia|superintendencia"
    r"|(seremi|direccion_regional)-(0[1-9]|1[0-6]))$"
)
"""Whose act it is; of a regional office also which, by the number of its region."""

Authority = Annotated[str, StringConstraints(pattern=AUTHORITY)]

Share = Annotated[Decimal, Field(ge=0, le=1)]
"""A part of an amount, 1 for all of it."""


class ResolutionKind(StrEnum):
    """What a resolution orders; `resolucion/kinds.csv` says by which article."""

    RETENCION_RENDICION = "retencion_rendicion"
    ESCALA_MEDIA_VIGENCIA = "escala_media_vigencia"
    RENOVACION_ESPECIAL = "renovacion_especial"
    SUSPENSION_APORTE_20 = "suspension_aporte_20"
    SUSPENSION_APORTE_27 = "suspension_aporte_27"
    CLASIFICACION = "clasificacion"
    APERCIBIMIENTO_PME = "apercibimiento_pme"
    SUSPENSION_CLASES = "suspension_clases"
    RETENCION_PRECAUTORIA = "retencion_precautoria"
    RESTITUCION = "restitucion"


class ChallengeOutcome(StrEnum):
    RECHAZADA = "rechazada"
    ACOGIDA = "acogida"


class _OfResolution(Fact):
    """One step of the resolution `number` of an authority's year, about one subject."""

    DATASET: ClassVar[Dataset] = Dataset.RESOLUCIONES

    authority: str = Field(pattern=AUTHORITY)
    year: int
    number: int = Field(ge=1)
    subject: str
    """The RBD of a school, or the RUT of a sostenedor with all its schools."""

    def key(self) -> Key:
        return (self.authority, self.year, self.number, self.subject)

    def period(self) -> tuple[int, int]:
        # A step keeps its stream when its date is corrected, so the date is no part of it.
        return 0, 0


class ResolutionIssued(_OfResolution):
    """An authority orders something; `occurred_on` is the day of the resolution."""

    NAME: ClassVar[str] = "resolution.issued"

    kind: ResolutionKind
    sostenedor: Rut
    rbd: Rbd | None = None
    """Absent where it is about all schools of the sostenedor."""
    convenio: int | None = Field(default=None, ge=1)
    from_month: Period | None = None
    """The first month that it touches."""
    to_month: Period | None = None
    """The last month that it touches; absent where it goes on until it is lifted."""
    retained_share: Share | None = None
    """What part of a payment is kept back while it holds."""
    paid_share: Share | None = None
    """What part of the amount of a month is paid while it holds."""
    amount: Clp | None = None
    """What has to be restored, in whole pesos."""
    classification: SepClassification | None = None
    requested_on: date | None = None
    """When the sostenedor asked for it."""
    ground_notified_on: date | None = None
    """When the resolution that it follows was notified, such as the one of non-renewal."""
    text: str | None = None


class ResolutionNotified(_OfResolution):
    """Whom it concerns is told; the terms to challenge it begin."""

    NAME: ClassVar[str] = "resolution.notified"


class ResolutionChallenged(_OfResolution):
    """Whom it concerns challenges it, which suspends nothing."""

    NAME: ClassVar[str] = "resolution.challenged"

    text: str | None = None


class ResolutionChallengeResolved(_OfResolution):
    """The challenge is decided; one that succeeds leaves the resolution without effect."""

    NAME: ClassVar[str] = "resolution.challenge_resolved"

    outcome: ChallengeOutcome
    text: str | None = None


class ResolutionLifted(_OfResolution):
    """The measure ends, such as a retention once the account was rendered."""

    NAME: ClassVar[str] = "resolution.lifted"

    text: str | None = None


class ResolutionAnnulled(_OfResolution):
    """The resolution is left without effect, as if it had never been."""

    NAME: ClassVar[str] = "resolution.annulled"

    text: str | None = None
