"""What is owed to the State once a convenio has ended and no other took it over (art 7 bis)."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp


class RestitutionReason(StrEnum):
    """Why a convenio's balance does not pass to another convenio."""

    NO_RENOVADO = "no_renovado"
    RENUNCIADO = "renunciado"
    CADUCADO = "caducado"
    VENCIDO = "vencido"
    """Its last day passed, and the time by which the law lengthens it while renewal is verified."""


class RestitutionAccrued(Fact):
    """The obligation to return what a convenio left arises (Ley 20.248 art 7 bis).

    It follows from the convenio's steps and the money of its term, and is restated when these are
    known otherwise. `amount` is the balance, in CLP, before anything was returned or worked off.
    """

    NAME: ClassVar[str] = "restitution.accrued"
    DATASET: ClassVar[Dataset] = Dataset.DERIVED

    rbd: Rbd
    number: int = Field(ge=1)
    """The convenio."""
    sostenedor: Rut
    """Who held it at the end."""
    reason: RestitutionReason
    amount: Clp = Field(ge=0)
    void: bool = False
    """True where it became known later that nothing is owed, or that nobody can tell how much."""

    def key(self) -> Key:
        return (self.rbd, self.number)

    def period(self) -> tuple[int, int]:
        # It keeps its stream when the day on which it arises is known otherwise.
        return 0, 0
