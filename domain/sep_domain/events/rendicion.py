"""The yearly rendición to the Superintendencia, step by step (Ley 20.529 arts 54, 55)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sep_domain.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.streams import Dataset


class _OfRendicion(Fact):
    """One step in the rendition of a school, subvención and year."""

    DATASET: ClassVar[Dataset] = Dataset.RENDICIONES

    sostenedor: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str

    def key(self) -> Key:
        return (self.sostenedor, self.rbd, self.subvencion)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class RendicionConsejoInformed(_OfRendicion):
    """The Consejo Escolar takes knowledge, before the director signs (Ley 20.248 art 7 a)."""

    NAME: ClassVar[str] = "rendicion.consejo_informed"


class RendicionSigned(_OfRendicion):
    """The school's director signs (Ley 20.248 art 7 a, by Ley 20.567)."""

    NAME: ClassVar[str] = "rendicion.signed"


class RendicionPresented(_OfRendicion):
    """The rendition is handed in, due on 31 March of the next year."""

    NAME: ClassVar[str] = "rendicion.presented"


class AllocationObserved(_OfRendicion):
    """The Superintendencia objects to an expenditure."""

    NAME: ClassVar[str] = "rendicion.allocation_observed"

    document: str
    reason: str

    def key(self) -> Key:
        return (*super().key(), self.document)


class CorrectionKind(StrEnum):
    """How a rendition is corrected (accounts 910001, 910002, 910003)."""

    AGREGAR = "agregar"
    REIMPUTAR = "reimputar"
    MODIFICAR = "modificar"


class AllocationCorrected(_OfRendicion):
    """The sostenedor answers an observation by adding, moving or changing an amount."""

    NAME: ClassVar[str] = "rendicion.allocation_corrected"

    document: str
    correction: CorrectionKind
    amount: Clp

    def key(self) -> Key:
        return (*super().key(), self.document)


class RendicionReviewed(_OfRendicion):
    """What the Superintendencia accepts and rejects of the whole rendition."""

    NAME: ClassVar[str] = "rendicion.reviewed"

    accepted: Clp
    rejected: Clp


class RendicionClosed(_OfRendicion):
    """The rendition is closed; later entries for the year are late."""

    NAME: ClassVar[str] = "rendicion.closed"


class RendicionExtended(_OfRendicion):
    """An extraordinary term, sixty business days at most (Ley 21.006 art 2)."""

    NAME: ClassVar[str] = "rendicion.extended"

    until: date
