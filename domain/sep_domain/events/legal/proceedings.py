"""Sanction proceedings of the Superintendencia (Ley 20.529 arts 66–86), from opening to payment."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.events.legal.acts import AUTHORITY
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

Utm = Annotated[Decimal, Field(ge=0)]
"""An amount in unidades tributarias mensuales."""


class Gravity(StrEnum):
    """How grave an infraction is (arts 75–78)."""

    LEVE = "leve"
    MENOS_GRAVE = "menos_grave"
    GRAVE = "grave"


class SanctionKind(StrEnum):
    """What may be imposed (art 73)."""

    AMONESTACION = "amonestacion"
    MULTA = "multa"
    PRIVACION_TEMPORAL = "privacion_temporal"
    PRIVACION_DEFINITIVA = "privacion_definitiva"
    INHABILITACION_TEMPORAL = "inhabilitacion_temporal"
    INHABILITACION_PERPETUA = "inhabilitacion_perpetua"
    REVOCACION = "revocacion"


class ClaimOutcome(StrEnum):
    """What comes of a claim against a sanction."""

    RECHAZADO = "rechazado"
    REBAJADO = "rebajado"
    ACOGIDO = "acogido"


class Notified(StrEnum):
    """Which act is told."""

    SANCTION = "sanction"
    CLAIM_RESOLUTION = "claim_resolution"


class _OfProceeding(Fact):
    """One step of the proceeding `number` that an office opened in a year."""

    DATASET: ClassVar[Dataset] = Dataset.PROCEDIMIENTOS

    authority: str = Field(pattern=AUTHORITY)
    year: int
    number: int = Field(ge=1)

    def key(self) -> Key:
        return (self.authority, self.year, self.number)

    def period(self) -> tuple[int, int]:
        return 0, 0


class ProceedingOpened(_OfProceeding):
    """The regional director orders it (art 66), which suspends prescription (art 86)."""

    NAME: ClassVar[str] = "proceeding.opened"

    sostenedor: Rut
    rbd: Rbd | None = None
    fact_ended_on: date | None = None
    """The last day of what is pursued; prescription runs from it."""
    text: str | None = None


class ProceedingCharged(_OfProceeding):
    """Charges are notified; the term to answer begins (art 70)."""

    NAME: ClassVar[str] = "proceeding.charged"

    gravity: Gravity
    article: str
    text: str | None = None


class ProceedingAnswered(_OfProceeding):
    """The sostenedor answers the charges."""

    NAME: ClassVar[str] = "proceeding.answered"

    text: str | None = None


class ProceedingDismissed(_OfProceeding):
    """The regional director finds nothing to sanction (art 72)."""

    NAME: ClassVar[str] = "proceeding.dismissed"

    text: str | None = None


class ProceedingSanctioned(_OfProceeding):
    """The regional director sanctions (arts 72 and 73)."""

    NAME: ClassVar[str] = "proceeding.sanctioned"

    sanction: SanctionKind
    gravity: Gravity
    aggravated: bool = False
    """Whether a circumstance of art 80 c) raises the most that a fine may be."""
    fine_utm: Utm | None = None
    fine_clp: Clp | None = None
    """Of a fine that is fixed in pesos: half of what was diverted (DFL 2/1998 art 3 ter)."""
    months: int | None = Field(default=None, ge=1)
    """How long a subvención is withheld."""


class ProceedingNotified(_OfProceeding):
    """The sanction, or what the Superintendente resolved, is notified; the next term begins."""

    NAME: ClassVar[str] = "proceeding.notified"

    notified: Notified

    def key(self) -> Key:
        return (*super().key(), self.notified)


class SanctionClaimed(_OfProceeding):
    """The sostenedor claims before the Superintendente (art 84)."""

    NAME: ClassVar[str] = "proceeding.claimed"

    text: str | None = None


class SanctionClaimResolved(_OfProceeding):
    """The Superintendente decides the claim."""

    NAME: ClassVar[str] = "proceeding.claim_resolved"

    outcome: ClaimOutcome
    fine_utm: Utm | None = None
    """What the fine is brought down to."""
    text: str | None = None


class SanctionTakenToCourt(_OfProceeding):
    """The sostenedor claims before the Corte de Apelaciones (art 85)."""

    NAME: ClassVar[str] = "proceeding.taken_to_court"

    court: str | None = None
    docket: str | None = None


class SanctionRuled(_OfProceeding):
    """The court has ruled for good."""

    NAME: ClassVar[str] = "proceeding.ruled"

    outcome: ClaimOutcome
    fine_utm: Utm | None = None
    text: str | None = None


class SanctionFinal(_OfProceeding):
    """Nothing can be said against the sanction any more."""

    NAME: ClassVar[str] = "proceeding.final"


class FinePaid(_OfProceeding):
    """How much of the fine is paid, in whole pesos and in all up to `occurred_on` (art 82)."""

    NAME: ClassVar[str] = "proceeding.fine_paid"

    paid: Clp


class ProceedingPrescribed(_OfProceeding):
    """It is declared that no sanction can be applied any more (art 86)."""

    NAME: ClassVar[str] = "proceeding.prescribed"

    text: str | None = None
