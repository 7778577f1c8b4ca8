"""What an adviser delivers under a contract: milestones agreed, delivered, approved, invoiced."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Key
from sep_domain.events.purchasing.ate import OfContract
from sep_domain.streams import Dataset
from sep_domain.values.money import Clp


class MilestoneKind(StrEnum):
    INICIO = "inicio"
    AVANCE = "avance"
    FINAL = "final"


class _OfMilestone(OfContract):
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
