"""What may be asked of a rendición, in whole pesos; `occurred_on` is the day it happened."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.events.funds.accounting import AccountCode
from sep_domain.events.funds.rendicion import Allocation, CorrectionKind
from sep_domain.rendicion.state import Subvencion
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

Amount = Annotated[Clp, Field(ge=0, le=_MOST)]
Balance = Annotated[Clp, Field(ge=-_MOST, le=_MOST)]
Code = Annotated[AccountCode, StringConstraints(pattern=r"^\d{6}$")]


class InformConsejo(Command):
    """The Consejo Escolar takes knowledge of the rendition (Ley 20.248 art 7 a)."""

    NAME: ClassVar[str] = "inform-consejo"


class Sign(Command):
    """The director signs, the Consejo Escolar having been informed (Ley 20.248 art 7 a)."""

    NAME: ClassVar[str] = "sign"


class _AgainstBooks(Command):
    why_different: Reason | None = Field(
        default=None,
        exclude_if=lambda reason: reason is None,  # such requests are what they ever were
        description="Why a total differs from what the ledger knows; asked for where one does.",
    )


class DeclarePayroll(_AgainstBooks):
    """Stage 1, remuneraciones."""

    NAME: ClassVar[str] = "declare-payroll"

    total: Amount


class DeclareBooks(_AgainstBooks):
    """Stage 2, ingresos y gastos."""

    NAME: ClassVar[str] = "declare-books"

    opening: Balance
    income: Amount
    spending: Amount


class BankCertificate(BaseModel):
    """What a bank certifies of one account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank_account: Line
    certified_on: Day
    amount: Balance


class AccreditBalances(_AgainstBooks):
    """Stage 3, acreditación de saldos: the bank certificates of the year's balance."""

    NAME: ClassVar[str] = "accredit-balances"

    certificates: tuple[BankCertificate, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _one_of_each_account(self) -> "AccreditBalances":
        accounts = [each.bank_account for each in self.certificates]
        if len(set(accounts)) < len(accounts):
            raise ValueError("hay más de un certificado de una misma cuenta")
        return self


class Declare(Command):
    """Stage 4, the sostenedor's declaration."""

    NAME: ClassVar[str] = "declare"

    signatory: Rut


class Present(Command):
    """The rendition is handed in to the Superintendencia."""

    NAME: ClassVar[str] = "present"


class Close(Command):
    """Stage 5, cierre. What is corrected afterwards is a rectification and visibly late."""

    NAME: ClassVar[str] = "close"


class Extend(Command):
    """The Subsecretaría grants an extraordinary term (Ley 21.006 art 2)."""

    NAME: ClassVar[str] = "extend"

    until: Day


class _OnAllocation(Command):
    allocation: Allocation


class ObserveAllocation(_OnAllocation):
    """The Superintendencia objects to an amount."""

    NAME: ClassVar[str] = "observe-allocation"

    amount: Amount
    reason: Reason


class _Correction(_OnAllocation):
    correction: CorrectionKind
    amount: Amount
    to_account: Code | None = None
    to_subvencion: Subvencion | None = None
    to_rbd: Rbd | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _only_what_moves_goes_somewhere(self) -> "_Correction":
        goes = any(to is not None for to in (self.to_account, self.to_subvencion, self.to_rbd))
        if goes != (self.correction is CorrectionKind.REIMPUTAR):
            raise ValueError("solo `reimputar` lleva destino, y debe llevarlo")
        return self


class CorrectAllocation(_Correction):
    """The sostenedor answers an observation."""

    NAME: ClassVar[str] = "correct-allocation"


class Rectify(_Correction):
    """The sostenedor changes a rendition that is closed, and says why."""

    NAME: ClassVar[str] = "rectify"

    reason: Reason


class ResolveAllocation(_OnAllocation):
    """The Superintendencia accepts and rejects what an allocation amounts to; of a credit note,
    which takes money back, both are negative."""

    NAME: ClassVar[str] = "resolve-allocation"

    accepted: Balance
    rejected: Balance
    reason: Reason | None = None


class Review(Command):
    """The Superintendencia states what it accepts and rejects in total; the rest stays pending."""

    NAME: ClassVar[str] = "review"

    accepted: Amount
    rejected: Amount


RendicionCommand = (
    InformConsejo
    | Sign
    | DeclarePayroll
    | DeclareBooks
    | AccreditBalances
    | Declare
    | Present
    | Close
    | Extend
    | ObserveAllocation
    | CorrectAllocation
    | Rectify
    | ResolveAllocation
    | Review
)

OnAllocation = ObserveAllocation | CorrectAllocation | Rectify | ResolveAllocation

AGAINST_BOOKS = (
    DeclarePayroll,
    DeclareBooks,
    AccreditBalances,
    Review,
    ObserveAllocation,
    CorrectAllocation,
    Rectify,
    ResolveAllocation,
)
"""Those that are held against what the ledger knows of the year beside the rendición's events."""
