"""The yearly rendición to the Superintendencia, step by step (Ley 20.529 arts 54, 55)."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.events.funds.accounting import AccountCode
from sep_domain.streams import MAX_TWINS, Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

_LINE = r"^[^\x00-\x1F\x7F]+$"


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
    COUNTED: ClassVar[bool] = True


class RendicionSigned(_OfRendicion):
    """The school's director signs (Ley 20.248 art 7 a, by Ley 20.567)."""

    NAME: ClassVar[str] = "rendicion.signed"
    COUNTED: ClassVar[bool] = True


class RendicionPresented(_OfRendicion):
    """The rendition is handed in, due on 31 March of the next year."""

    NAME: ClassVar[str] = "rendicion.presented"
    COUNTED: ClassVar[bool] = True

    prepared_by: str | None = None
    """Who prepared it, where somebody did; who approved it is in the event's origin."""


class KnownTotal(BaseModel):
    """A total as the ledger's own sources have it, in whole pesos."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    """`payroll`, `opening`, `income`, `spending` or `certified`."""
    source: str
    """The dataset that says so."""
    amount: Clp


class _AgainstBooks(_OfRendicion):
    """A stage that declares totals, beside what the ledger knew of them when it was decided.

    Version 2 says what was known, up to which position, and why the declaration differs from it.
    """

    class_version: ClassVar[int] = 2

    known: tuple[KnownTotal, ...] = ()
    """Empty where nothing was known, or nobody looked."""
    known_at: int | None = None
    """The position of the log up to which the sources were read."""
    why_different: str | None = None
    """In the sostenedor's words; absent where nothing differs."""

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says no more than it did: what was known then stays unknown."""


class RendicionPayrollDeclared(_AgainstBooks):
    """Stage 1, remuneraciones: what was paid to staff in the year."""

    NAME: ClassVar[str] = "rendicion.payroll_declared"

    total: Clp


class RendicionBooksDeclared(_AgainstBooks):
    """Stage 2, ingresos y gastos: the year's opening balance, income and spending."""

    NAME: ClassVar[str] = "rendicion.books_declared"

    opening: Clp
    income: Clp
    """Of the year, the opening balance left out."""
    spending: Clp
    """Payroll included."""


class RendicionBalancesAccredited(_AgainstBooks):
    """Stage 3, acreditación de saldos: the declared balance beside what banks certify."""

    NAME: ClassVar[str] = "rendicion.balances_accredited"

    balance: Clp
    """Opening balance and income, less spending."""
    certified: Clp
    """Sum of the bank certificates."""


class RendicionDeclared(_OfRendicion):
    """Stage 4: the sostenedor's declaration that what is rendered is true."""

    NAME: ClassVar[str] = "rendicion.declared"

    signatory: Rut
    """The sostenedor's legal representative."""


class Allocation(BaseModel):
    """The part of a document charged to an account, as the Superintendencia's file tells it apart.

    The sostenedor, the school, the subvención and the year are those of the rendition.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: AccountCode = Field(pattern=r"^\d{6}$")
    document_type: str = Field(max_length=40, pattern=_LINE)
    document_number: str | None = Field(default=None, max_length=100, pattern=_LINE)
    issuer: Rut | None = None
    twin: int = Field(default=0, ge=0, lt=MAX_TWINS)
    """Its place, from 0, among rows of the file that agree in all this."""

    def __str__(self) -> str:
        parts = (self.account, self.document_type, self.issuer or "", self.document_number or "")
        return "/".join((*parts, str(self.twin)) if self.twin else parts)


class _OfAllocation(_OfRendicion):
    """A step about one document in a rendition."""

    document: str
    """The document as the source names it; of a decision, the allocation as text."""

    def key(self) -> Key:
        return (*super().key(), self.document)


class AllocationObserved(_OfAllocation):
    """The Superintendencia objects to an expenditure.

    Version 2 says which allocation it is and how much of it is objected to.
    """

    NAME: ClassVar[str] = "rendicion.allocation_observed"
    COUNTED: ClassVar[bool] = True
    class_version: ClassVar[int] = 2

    reason: str
    allocation: Allocation | None = None
    amount: Clp | None = None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says no more than it did: which allocation and how much stay unknown."""


class CorrectionKind(StrEnum):
    """How a rendition is corrected (accounts 910001, 910002, 910003)."""

    AGREGAR = "agregar"
    REIMPUTAR = "reimputar"
    MODIFICAR = "modificar"


class AllocationCorrected(_OfAllocation):
    """The sostenedor adds, moves or changes an amount, in answer to an observation or of its own.

    Version 2 says which allocation it is, what it amounted to before, and where an amount moved to.
    """

    NAME: ClassVar[str] = "rendicion.allocation_corrected"
    COUNTED: ClassVar[bool] = True
    class_version: ClassVar[int] = 2

    correction: CorrectionKind
    amount: Clp
    """What is added or moved; for `modificar`, what the allocation amounts to from now on."""
    allocation: Allocation | None = None
    before: Clp | None = None
    """What the allocation amounted to before."""
    to_account: AccountCode | None = None
    to_subvencion: str | None = None
    to_rbd: Rbd | None = None
    reason: str | None = None
    prepared_by: str | None = None
    """Who prepared it, where somebody did; who approved it is in the event's origin."""

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says no more than it did: what version 2 adds stays unknown."""


class AllocationResolved(_OfAllocation):
    """The Superintendencia accepts and rejects what an allocation amounts to."""

    NAME: ClassVar[str] = "rendicion.allocation_resolved"

    allocation: Allocation
    accepted: Clp
    rejected: Clp
    reason: str | None = None


class RendicionReviewed(_OfRendicion):
    """What the Superintendencia accepts and rejects of the whole rendition, up to now.

    It is stated over all, or follows from an act on one allocation, which leaves the rest as it
    stands. Version 2 says which allocation that was.
    """

    NAME: ClassVar[str] = "rendicion.reviewed"
    COUNTED: ClassVar[bool] = True
    class_version: ClassVar[int] = 2

    accepted: Clp
    rejected: Clp
    document: str | None = None
    """The allocation, as text, by which the totals moved; absent of a statement over all."""
    pending: Clp | None = None
    """What of that allocation is neither accepted nor rejected after the act."""
    kept: Clp | None = None
    """What of that allocation stays rejected though the sostenedor corrected or rectified it;
    absent of an act of the Superintendencia."""

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """A statement over all, as it ever was."""


class RendicionClosed(_OfRendicion):
    """The rendition is closed; later entries for the year are late."""

    NAME: ClassVar[str] = "rendicion.closed"
    COUNTED: ClassVar[bool] = True

    prepared_by: str | None = None
    """Who prepared it, where somebody did; who approved it is in the event's origin."""


class RendicionExtended(_OfRendicion):
    """An extraordinary term, sixty business days at most (Ley 21.006 art 2)."""

    NAME: ClassVar[str] = "rendicion.extended"
    COUNTED: ClassVar[bool] = True

    until: date
