"""Where an advice contract stands, folded from what was decided and from what files brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from sep_domain.ate.codes import ContractCode
from sep_domain.ate.contract.tender_state import Bid, Tender
from sep_domain.ate.provider.state import AteProviderState
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Key
from sep_domain.events.purchasing.ate import AteNeedStated
from sep_domain.events.purchasing.ate_milestones import MilestoneKind
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

MAX_MILESTONES = 24
"""Of a contract that is commanded; payments and milestones of files are looked up that far."""

NOTHING = Clp(0)


class AteContractKey(EntityKey):
    """Which contract, by its code."""

    DATASET: ClassVar[Dataset] = Dataset.ATE_CONTRACT

    contract: ContractCode

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.contract,)


@dataclass(frozen=True)
class Milestone:
    """A deliverable; amounts in whole pesos, days None while the step is not done."""

    kind: MilestoneKind | None = None
    amount: Clp | None = None
    """As agreed; None where a file names it that nobody agreed."""
    delivered_on: date | None = None
    returned_on: date | None = None
    """Of the last return that no new delivery has answered."""
    approved_on: date | None = None
    invoiced_on: date | None = None
    invoiced: Clp = NOTHING
    document_type: str | None = None
    document_number: str | None = None
    billed: int | None = None
    attended: int | None = None
    cancelled: bool = False

    @property
    def is_agreed(self) -> bool:
        return self.amount is not None and not self.cancelled

    @property
    def in_review(self) -> bool:
        """Whether the counterpart has a report to approve or return."""
        handed_in = self.delivered_on is not None and self.returned_on is None
        return handed_in and self.approved_on is None

    @property
    def last_step_on(self) -> date | None:
        steps = (self.delivered_on, self.returned_on, self.approved_on, self.invoiced_on)
        return max((day for day in steps if day is not None), default=None)


@dataclass(frozen=True)
class Payment:
    """Money paid, in whole pesos, against a milestone where it names one."""

    milestone: int | None
    amount: Clp
    paid_on: date


@dataclass(frozen=True)
class Signed:
    """What was signed."""

    on: date
    sostenedor: Rut
    rbd: Rbd
    ate: Rut
    amount: Clp
    """As last amended, in whole pesos."""


@dataclass(frozen=True)
class AteContractState:
    """An advice contract, from the need to its evaluation. Days are valid time."""

    key: AteContractKey
    need: AteNeedStated | None = None
    own_tender: str | None = None
    """The one whose terms were decided here and that was not declared void."""
    tenders: Mapping[str, Tender] = field(default_factory=dict)
    providers: Mapping[Rut, AteProviderState] = field(default_factory=dict)
    """Of the registry: only the adviser that an award names is looked up."""
    signed: Signed | None = None
    started_on: date | None = None
    amended_on: date | None = None
    ended_on: date | None = None
    evaluated_on: date | None = None
    milestones: Mapping[int, Milestone] = field(default_factory=dict)
    payments: Mapping[int, Payment] = field(default_factory=dict)

    @property
    def need_on(self) -> date | None:
        return None if self.need is None else self.need.occurred_on

    @property
    def tender(self) -> Tender | None:
        """The tender that was decided here."""
        return None if self.own_tender is None else self.tenders[self.own_tender]

    @property
    def bids(self) -> Mapping[Rut, Bid]:
        return {} if self.tender is None else self.tender.bids

    @property
    def agreed(self) -> Mapping[int, Milestone]:
        """The milestones that were agreed and not cancelled."""
        return {number: each for number, each in self.milestones.items() if each.is_agreed}

    @property
    def last_number(self) -> int:
        return max(self.milestones, default=0)

    def milestone(self, number: int) -> Milestone:
        return self.milestones.get(number, Milestone())

    def paid(self, number: int) -> Clp:
        """What was paid against a milestone."""
        paid = (each.amount for each in self.payments.values() if each.milestone == number)
        return Clp(sum(paid))

    def paid_before_approval(self, number: int) -> bool:
        """Whether any payment came before the approval, or without one, as only files can say."""
        approved_on = self.milestone(number).approved_on
        return any(
            approved_on is None or each.paid_on < approved_on
            for each in self.payments.values()
            if each.milestone == number
        )

    def having(self, number: int, after: Milestone) -> "AteContractState":
        """The same with another state of one milestone."""
        return replace(self, milestones={**self.milestones, number: after})

    def tendering(self, code: str, after: Tender) -> "AteContractState":
        """The same with another state of one tender."""
        return replace(self, tenders={**self.tenders, code: after})
