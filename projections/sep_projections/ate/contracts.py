"""External advisers (ATE): registry, tenders, contracts, milestones and payments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sep_domain.ate.standings import Evaluator
from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.purchasing.ate import NoticeMedium, ProviderKind, TenderProcedure
from sep_domain.events.purchasing.ate_milestones import MilestoneKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import ATE, CONTRACT, POSITION, TENDER
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class AteContractFilter:
    """Which contracts."""

    contract: str | None = None
    rbd: Rbd | None = None
    """The school that signs or one that joins; so with the sostenedor."""
    sostenedor: Rut | None = None
    ate: Rut | None = None
    signed_from: date | None = None
    signed_to: date | None = None
    year: SchoolYear | None = None
    """Contracts that run for some part of it."""
    overpaid: bool | None = None
    """Whether more was paid than the contract comes to."""
    stated_otherwise: bool | None = None
    """Whether a file and a command disagree about one of its payments."""


@dataclass(kw_only=True)
class AteContractRow(FactRow):
    """A contract with an adviser, with its totals. Amounts are whole pesos, never merged."""

    contract: str
    tender_number: str | None = None
    sostenedor_rut: Rut
    rbd: Rbd
    ate_rut: Rut
    subject: str
    pme_action: str | None = None
    signed_on: date
    starts_on: date
    ends_on: date
    amount: Clp
    """As signed."""
    participants: int | None = None
    committed: Clp
    """As last amended."""
    approved: Clp
    """Agreed for the milestones that were approved."""
    invoiced: Clp
    paid: Clp
    ended_on: date | None = None
    terminated: bool | None = None
    """Whether it ended early."""


@dataclass(kw_only=True)
class AteContractStepRow(FactRow):
    """The need for a contract, who joins it, its start, an amendment, its end or evaluation."""

    contract: str
    step: str
    occurred_on: date
    amount: Clp | None = None
    terminated: bool | None = None
    reason: str | None = None
    sostenedor_rut: Rut | None = None
    """Who has the need, or joins and bears `amount`."""
    rbd: Rbd | None = None
    pme_action: str | None = None
    deficient: bool | None = None
    """How the school judges the service."""


@dataclass(kw_only=True)
class AteMilestoneRow(FactRow):
    """A deliverable that a contract ties money to, and how far it got."""

    contract: str
    milestone: int
    kind: MilestoneKind
    title: str
    due_on: date
    amount: Clp
    """As agreed."""
    delivered_on: date | None = None
    participants_billed: int | None = None
    participants_attended: int | None = None
    times_returned: int
    returned_on: date | None = None
    """The last return."""
    approved_on: date | None = None
    """The approval, which is what allows payment."""
    invoiced_on: date | None = None
    invoiced: Clp | None = None
    cancelled_on: date | None = None
    """The amendment that dropped it."""
    first_paid_on: date | None = None
    paid: Clp
    paid_before_approval: bool
    """Whether any payment names it from before its approval, or without one."""


@dataclass(kw_only=True)
class AteContractShareFilter:
    """Which shares."""

    contract: str | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    joint: bool | None = None
    """Whether several bear the contract."""


@dataclass(kw_only=True)
class AteContractShareRow(FactRow):
    """What one of those who contract together bears. The shares of an amount add up to it: each the
    whole pesos of its quota, those with the largest remainders one more."""

    contract: str
    place: int
    """1 for the one who signs, who bears what the others leave."""
    sostenedor_rut: Rut
    rbd: Rbd
    since: date
    amount: Clp
    """Of the contract as signed."""
    committed: Clp
    """Of the contract as last amended."""
    paid: Clp


@dataclass(kw_only=True)
class AtePaymentShareRow(Row):
    """What one of those who contract together bears of a payment."""

    place: int
    """As in the contract."""
    sostenedor_rut: Rut
    rbd: Rbd
    amount: Clp


@dataclass(kw_only=True)
class AtePaymentStatementRow(FactRow):
    """What a file, or a command, says of a payment."""

    contract: str
    payment: int
    milestone: int | None = None
    paid_on: date
    amount: Clp
    subvencion: str
    document_type: str | None = None
    document_number: str | None = None


@dataclass(kw_only=True)
class AteContractPaymentRow(FactRow):
    """Money paid to the adviser, as it was stated last: by a file or by a command, it is one."""

    contract: str
    payment: int
    milestone: int | None = None
    """The milestone it names."""
    paid_on: date
    amount: Clp
    subvencion: str
    document_type: str | None = None
    document_number: str | None = None
    stated_otherwise: bool
    """Whether a file and a command disagree about it; `statements` has what each says."""


@dataclass(kw_only=True)
class AteTenderFilter:
    """Which tenders."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    open_on: date | None = None
    """Announced, and bids may still be made on this day."""


@dataclass(kw_only=True)
class AteTenderRow(FactRow):
    """The tender behind a contract, or the exception that stands in for it, and its award."""

    tender: str
    sostenedor_rut: Rut
    rbd: Rbd
    subject: str
    announced_on: date
    notice_medium: NoticeMedium | None = None
    notice_name: str | None = None
    closes_on: date | None = None
    exception: str | None = None
    """Letter of Ley 19.886 art 8 that was invoked instead of a tender."""
    awarded_on: date | None = None
    awarded_to: Rut | None = None
    bidders: list[Rut] | None = None
    contract: str | None = None
    """The contract that its terms are for."""
    procedure: TenderProcedure | None = None
    """As its terms or its file say; of an exception a file may say what it stands in for."""
    criteria_stated: list[dict[str, Any]] | None = None
    bids: int | None = None
    """Received so far. Absent where nobody has said: a file names who bid only with the award."""
    void_on: date | None = None
    """When it was declared that nobody wins."""


@dataclass(kw_only=True)
class AteTenderStepRow(FactRow):
    """The terms of a tender, a bid, its points, or that nobody was awarded."""

    tender: str
    step: str
    occurred_on: date
    procedure: TenderProcedure | None = None
    ate_rut: Rut | None = None
    amount: Clp | None = None
    """Of the bid."""
    points: int | None = None
    reason: str | None = None


@dataclass(kw_only=True)
class AteProviderFilter:
    """Which advisers."""

    ate: Rut | None = None
    name_contains: str | None = None
    """Part of the name, in any case."""
    certified: bool | None = None
    """Whether the registry has ever listed it."""


@dataclass(kw_only=True)
class AteProviderRow(Row):
    """An adviser that the registry lists, or that a contract names."""

    ate_rut: Rut
    name: str | None = None
    """Absent where no certification gives one."""
    kind: ProviderKind | None = None
    certified_on: date | None = None
    """The latest certification."""
    valid_until: date | None = None
    contracts_signed: int
    schools_served: int
    committed: Clp
    paid: Clp


@dataclass(kw_only=True)
class AteProviderStepRow(FactRow):
    """An application, evaluation, suspension, removal, reinstatement or declared conflict."""

    ate_rut: Rut
    step: str
    occurred_on: date
    until: date | None = None
    reason: str | None = None
    contract: str | None = None
    """Whose service the users judge."""
    deficient: bool | None = None
    evaluator: Evaluator | None = None
    """Who judges: the ministry in its certification, which removes, or the users, who inform."""
    contract_known: bool | None = None
    """Of what the users judge: whether a contract of that code with this adviser is known."""
    process: str | None = None
    """The process of certification in which the ministry judges."""
    resolution: str | None = None
    sostenedor_rut: Rut | None = None
    share: Decimal | None = None
    """Percent of the capital, in a declared conflict of interest."""
    description: str | None = None


CONTRACTS = Listing("ate_contracts", (CONTRACT,), AteContractRow)
CONTRACT_STEPS = listing_of_table(
    "ate_contract_step",
    (CONTRACT, POSITION),
    AteContractStepRow,
)
MILESTONES = Listing("ate_milestones", (CONTRACT, Column("milestone", "smallint")), AteMilestoneRow)
PAYMENT = Column("payment", "smallint")
_PLACE = Column("place", "integer")
CONTRACT_PAYMENTS = Listing("ate_contract_payments", (CONTRACT, PAYMENT), AteContractPaymentRow)
CONTRACT_SHARES = Listing("ate_contract_shares", (CONTRACT, _PLACE), AteContractShareRow)
PAYMENT_SHARES = Listing("ate_payment_shares", (CONTRACT, PAYMENT, _PLACE), AtePaymentShareRow)
PAYMENT_STATEMENTS = Listing(
    "ate_payment_statements", (CONTRACT, PAYMENT, POSITION), AtePaymentStatementRow
)
TENDERS = Listing("ate_tenders_on", (TENDER,), AteTenderRow)
TENDER_STEPS = listing_of_table(
    "ate_tender_step", (TENDER, POSITION), AteTenderStepRow, renamed={"ate_rut": "ate"}
)
PROVIDERS = Listing("ate_providers", (ATE,), AteProviderRow)
PROVIDER_STEPS = Listing("ate_provider_steps", (ATE, POSITION), AteProviderStepRow)
