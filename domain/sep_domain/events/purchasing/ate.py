"""External advisers (ATE): registry, tender, contract and payments.

Ley 20.248 art 30; Ley 21.107; Ley de Subvenciones (DFL 2/1998) art 3 v).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp


class _Timeless(Fact):
    """A step whose stream does not depend on its date, so that a corrected date restates it."""

    def period(self) -> tuple[int, int]:
        return 0, 0


class ProviderKind(StrEnum):
    """What an adviser is; which of them may advise changed in 2018 (`adviser_kinds`)."""

    NATURAL = "natural"
    JURIDICA = "juridica"
    """A body of which is not known whether it is for profit."""
    JURIDICA_SIN_FINES_DE_LUCRO = "juridica_sin_fines_de_lucro"
    JURIDICA_CON_FINES_DE_LUCRO = "juridica_con_fines_de_lucro"


class _OfProvider(_Timeless):
    DATASET: ClassVar[Dataset] = Dataset.ATE_REGISTRO

    ate: Rut

    def key(self) -> Key:
        return (self.ate,)


class AteProviderApplied(_OfProvider):
    """An adviser asks to be listed (Ley 20.248 art 30).

    Version 2 also knows bodies for profit, and those of which that is not known.
    """

    NAME: ClassVar[str] = "ate_provider.applied"
    class_version: ClassVar[int] = 2

    name: str
    provider_kind: ProviderKind

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says what it did: the kinds of version 1 are among those of version 2."""


class AteProviderCertified(_OfProvider):
    """The registry lists the adviser until `valid_until`.

    Version 2 also knows bodies for profit, and those of which that is not known.
    """

    NAME: ClassVar[str] = "ate_provider.certified"
    COUNTED: ClassVar[bool] = True
    class_version: ClassVar[int] = 2

    name: str
    provider_kind: ProviderKind
    valid_until: date | None = None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says what it did: the kinds of version 1 are among those of version 2."""

    def key(self) -> Key:
        return (self.ate, self.occurred_on.isoformat())


class AteProviderEvaluated(_OfProvider):
    """The users' judgement of the service under a contract: it informs and removes nobody (Ley
    20.248 art 30)."""

    NAME: ClassVar[str] = "ate_provider.evaluated"

    contract: str
    deficient: bool

    def key(self) -> Key:
        return (self.ate, self.contract)


class AteCertificationEvaluated(_OfProvider):
    """The ministry's judgement of an adviser in a process of certification.

    Two deficient ones in a row remove it from the registry (Ley 21.107 art 4).
    """

    NAME: ClassVar[str] = "ate_provider.certification_evaluated"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.EVALUACIONES_ATE

    process: str
    """The process of certification, as the ministry names it."""
    deficient: bool
    resolution: str | None = None
    """The act that says so, where it is known."""

    def key(self) -> Key:
        return (self.ate, self.process)


class AteProviderSuspended(_OfProvider):
    """The adviser may not take contracts for a time."""

    NAME: ClassVar[str] = "ate_provider.suspended"

    until: date | None = None
    reason: str


class AteProviderRemoved(_OfProvider):
    """The adviser leaves the registry."""

    NAME: ClassVar[str] = "ate_provider.removed"

    reason: str


class AteProviderReinstated(_OfProvider):
    """The adviser is listed again."""

    NAME: ClassVar[str] = "ate_provider.reinstated"


class OfTender(_Timeless):
    """What happens in a tender, known by its code."""

    DATASET: ClassVar[Dataset] = Dataset.CONCURSOS_ATE

    tender: str

    def key(self) -> Key:
        return (self.tender,)


class NoticeMedium(StrEnum):
    REGIONAL = "regional"
    NACIONAL = "nacional"
    MERCADO_PUBLICO = "mercado_publico"


class TenderProcedure(StrEnum):
    """How an adviser is chosen; an exception stands in for a competition."""

    CONCURSO = "concurso"
    LICITACION = "licitacion"
    EXCEPCION = "excepcion"


class AteTenderAnnounced(OfTender):
    """A public tender for advice, or the exception that stands in for one.

    Version 2 says by which procedure, and also knows notices in Mercado Público.
    """

    NAME: ClassVar[str] = "ate_tender.announced"
    class_version: ClassVar[int] = 2

    sostenedor: Rut
    rbd: Rbd
    subject: str
    notice_medium: NoticeMedium | None = None
    notice_name: str | None = None
    closes_on: date | None = None
    exception: str | None = None
    """Letter of Ley 19.886 art 8 that was invoked instead of a tender."""
    procedure: TenderProcedure | None = None
    """A concurso or a licitación, also of one that an exception stands in for; None where nobody
    says which."""

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says no more than it did: the procedure stays unknown."""


class AteTenderAwarded(OfTender):
    """The tender goes to an adviser."""

    NAME: ClassVar[str] = "ate_tender.awarded"

    ate: Rut
    bidders: tuple[Rut, ...]


class OfContract(_Timeless):
    """What happens in a contract, known by its code."""

    DATASET: ClassVar[Dataset] = Dataset.CONTRATOS_ATE

    contract: str

    def key(self) -> Key:
        return (self.contract,)


class AteNeedStated(OfContract):
    """A school needs advice for an action of its PME."""

    NAME: ClassVar[str] = "ate_contract.need_stated"

    sostenedor: Rut
    rbd: Rbd
    subject: str
    pme_action: str


class AteContractSigned(OfContract):
    """A contract with an adviser."""

    NAME: ClassVar[str] = "ate_contract.signed"

    tender: str | None = None
    sostenedor: Rut
    rbd: Rbd
    ate: Rut
    subject: str
    pme_action: str | None = None
    starts_on: date
    ends_on: date
    amount: Clp
    participants: int | None = Field(default=None, ge=0)


class AteContractAssociated(OfContract):
    """Another sostenedor contracts together with the first and bears `amount` of the total."""

    NAME: ClassVar[str] = "ate_contract.associated"
    DATASET: ClassVar[Dataset] = Dataset.ASOCIADOS_ATE

    sostenedor: Rut
    rbd: Rbd
    amount: Clp

    def key(self) -> Key:
        return (self.contract, self.sostenedor, self.rbd)


class AteContractStarted(OfContract):
    """The adviser begins."""

    NAME: ClassVar[str] = "ate_contract.started"


class AteContractAmended(OfContract):
    """The contract's amount changes to `amount`."""

    NAME: ClassVar[str] = "ate_contract.amended"

    amount: Clp

    def key(self) -> Key:
        return (self.contract, self.occurred_on.isoformat())


class AteContractEnded(OfContract):
    """The contract ends; early where `terminated`."""

    NAME: ClassVar[str] = "ate_contract.ended"

    terminated: bool = False
    reason: str | None = None


class AteContractEvaluated(OfContract):
    """The school judges the service, once it has ended."""

    NAME: ClassVar[str] = "ate_contract.evaluated"

    ate: Rut
    deficient: bool
    reason: str | None = None


class ContractPaymentMade(OfContract):
    """Money paid to the adviser, against a milestone where it names one."""

    NAME: ClassVar[str] = "ate_contract.payment_made"
    DATASET: ClassVar[Dataset] = Dataset.PAGOS_ATE

    payment: int = Field(ge=1)
    milestone: int | None = Field(default=None, ge=1)
    amount: Clp
    subvencion: str
    document_type: str | None = None
    document_number: str | None = None
    prepared_by: str | None = None
    """Who prepared it, where somebody did; who approved it is in the event's origin."""

    def key(self) -> Key:
        return (self.contract, self.payment)


class ConflictOfInterestDeclared(_OfProvider):
    """An adviser states a tie to a sostenedor."""

    NAME: ClassVar[str] = "ate_provider.conflict_declared"

    sostenedor: Rut
    share: Decimal | None = Field(default=None, ge=0, le=100)
    description: str

    def key(self) -> Key:
        return (self.ate, self.sostenedor)
