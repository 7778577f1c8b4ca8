"""External advisers (ATE): registry, tender, contract, milestones and payments.

Ley 20.248 art 30; Ley de Subvenciones (DFL 2/1998) art 3 v).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.streams import Dataset


class _Timeless(Fact):
    """A step whose stream does not depend on its date, so that a corrected date restates it."""

    def period(self) -> tuple[int, int]:
        return 0, 0


class ProviderKind(StrEnum):
    NATURAL = "natural"
    JURIDICA_SIN_FINES_DE_LUCRO = "juridica_sin_fines_de_lucro"


class _OfProvider(_Timeless):
    DATASET: ClassVar[Dataset] = Dataset.ATE_REGISTRO

    ate: Rut

    def key(self) -> Key:
        return (self.ate,)


class AteProviderApplied(_OfProvider):
    """An adviser asks to be listed (Ley 20.248 art 30)."""

    NAME: ClassVar[str] = "ate_provider.applied"

    name: str
    provider_kind: ProviderKind


class AteProviderCertified(_OfProvider):
    """The registry lists the adviser until `valid_until`."""

    NAME: ClassVar[str] = "ate_provider.certified"

    name: str
    provider_kind: ProviderKind
    valid_until: date | None = None

    def key(self) -> Key:
        return (self.ate, self.occurred_on.isoformat())


class AteProviderEvaluated(_OfProvider):
    """The users' judgement of a service; two deficient ones in a row remove the adviser."""

    NAME: ClassVar[str] = "ate_provider.evaluated"

    contract: str
    deficient: bool

    def key(self) -> Key:
        return (self.ate, self.contract)


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


class AteTenderAnnounced(OfTender):
    """A public tender for advice, or the exception that stands in for one."""

    NAME: ClassVar[str] = "ate_tender.announced"

    sostenedor: Rut
    rbd: Rbd
    subject: str
    notice_medium: NoticeMedium | None = None
    notice_name: str | None = None
    closes_on: date | None = None
    exception: str | None = None
    """Letter of Ley 19.886 art 8 that was invoked instead of a tender."""


class AteTenderAwarded(OfTender):
    """The tender goes to an adviser."""

    NAME: ClassVar[str] = "ate_tender.awarded"

    ate: Rut
    bidders: tuple[Rut, ...]


class _OfContract(_Timeless):
    DATASET: ClassVar[Dataset] = Dataset.CONTRATOS_ATE

    contract: str

    def key(self) -> Key:
        return (self.contract,)


class AteNeedStated(_OfContract):
    """A school needs advice for an action of its PME."""

    NAME: ClassVar[str] = "ate_contract.need_stated"

    sostenedor: Rut
    rbd: Rbd
    subject: str
    pme_action: str


class AteContractSigned(_OfContract):
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


class AteContractAssociated(_OfContract):
    """Another sostenedor contracts together with the first and bears `amount` of the total."""

    NAME: ClassVar[str] = "ate_contract.associated"
    DATASET: ClassVar[Dataset] = Dataset.ASOCIADOS_ATE

    sostenedor: Rut
    rbd: Rbd
    amount: Clp

    def key(self) -> Key:
        return (self.contract, self.sostenedor, self.rbd)


class AteContractStarted(_OfContract):
    """The adviser begins."""

    NAME: ClassVar[str] = "ate_contract.started"


class AteContractAmended(_OfContract):
    """The contract's amount changes to `amount`."""

    NAME: ClassVar[str] = "ate_contract.amended"

    amount: Clp

    def key(self) -> Key:
        return (self.contract, self.occurred_on.isoformat())


class AteContractEnded(_OfContract):
    """The contract ends; early where `terminated`."""

    NAME: ClassVar[str] = "ate_contract.ended"

    terminated: bool = False
    reason: str | None = None


class AteContractEvaluated(_OfContract):
    """The school judges the service, once it has ended."""

    NAME: ClassVar[str] = "ate_contract.evaluated"

    ate: Rut
    deficient: bool
    reason: str | None = None


class MilestoneKind(StrEnum):
    INICIO = "inicio"
    AVANCE = "avance"
    FINAL = "final"


class _OfMilestone(_OfContract):
    DATASET: ClassVar[Dataset] = Dataset.HITOS_ATE

    milestone: int = Field(ge=1)

    def key(self) -> Key:
        return (self.contract, self.milestone)


class MilestoneAgreed(_OfMilestone):
    """A deliverable the contract ties money to, due on `occurred_on`."""

    NAME: ClassVar[str] = "ate_milestone.agreed"

    milestone_kind: MilestoneKind
    title: str
    amount: Clp


class MilestoneCancelled(_OfMilestone):
    """An amendment drops a deliverable that was not approved, with its money."""

    NAME: ClassVar[str] = "ate_milestone.cancelled"


class MilestoneDelivered(_OfMilestone):
    """The adviser hands in the report."""

    NAME: ClassVar[str] = "ate_milestone.delivered"

    participants_billed: int | None = Field(default=None, ge=0)
    participants_attended: int | None = Field(default=None, ge=0)


class MilestoneReturned(_OfMilestone):
    """The counterpart asks for corrections."""

    NAME: ClassVar[str] = "ate_milestone.returned"

    reason: str


class MilestoneApproved(_OfMilestone):
    """The counterpart accepts the report, which is what allows payment."""

    NAME: ClassVar[str] = "ate_milestone.approved"


class MilestoneInvoiced(_OfMilestone):
    """The adviser bills an approved milestone."""

    NAME: ClassVar[str] = "ate_milestone.invoiced"

    document_type: str
    document_number: str
    amount: Clp


class ContractPaymentMade(_OfContract):
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
