"""Money: what the ministry paid and what sostenedores declared. Amounts are whole pesos."""

from dataclasses import dataclass
from datetime import date

from sep_domain.calendar import Period, SchoolYear
from sep_domain.events.accounting import AccountKind
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.schools import Dependency, Region
from sep_projections.reads.columns import ACCOUNT, MONTH, POSITION, RBD, STREAM, YEAR
from sep_projections.reads.cursors import Column
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import FactRow, Row


@dataclass(kw_only=True)
class PaymentFilter:
    """Which monthly payments."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    from_month: Period | None = None
    to_month: Period | None = None
    region: Region | None = None
    comuna: int | None = None
    dependency: Dependency | None = None


@dataclass(kw_only=True)
class PaymentRow(FactRow):
    """What the ministry paid a school in a month, before deductions, as it published it."""

    rbd: Rbd
    month: Period
    year: SchoolYear
    sostenedor_rut: Rut | None = None
    sostenedor_name: str | None = None
    school_name: str
    region: Region
    comuna: int
    dependency: Dependency
    rural: bool
    enrolment: int | None = None
    sep_total: Clp
    """What the file says the SEP came to: one column up to 2021, the sum of its two from 2022."""
    sep_prioritarios: Clp | None = None
    sep_preferentes: Clp | None = None


@dataclass(kw_only=True)
class PaymentComponentRow(Row):
    """Another amount of the same payment, by the name of its column in the file."""

    component: str
    amount: Clp


@dataclass(kw_only=True)
class PaymentAdjustmentRow(FactRow):
    """What was settled again, retained or discounted in a month; the sign is the file's."""

    rbd: Rbd
    month: Period
    kind: str
    """`restated` (reliquidación), `retained` or `discounted`."""
    reason: str | None = None
    """Why it was discounted."""
    amount: Clp


@dataclass(kw_only=True)
class ExpenditureFilter:
    """Which documents, or parts of documents, that sostenedores declared.

    What rests on other files has three answers: true selects what is certain, false what is
    certainly not, and what is not known, for a file is not there, matches neither; absent, all.
    """

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    account: str | None = None
    """Six digits, or the first ones: `4105` selects the whole group."""
    subvencion: str | None = None
    issuer: Rut | None = None
    document_type: str | None = None
    document_number: str | None = None
    paid_from: date | None = None
    paid_to: date | None = None
    least_declared: Clp | None = None
    without_action: bool | None = None
    """SEP money spent on no action of the school's PME (arts 6 e and 8). Of a document that names
    an action it is known where the plans of the action's year have been handed in."""
    outside_convenio: bool | None = None
    """SEP money spent on a day on which no signed convenio was in force (arts 7 and 7 bis). Known
    where everybody who held the school has handed in convenios, the last on that day or later."""
    unbacked: bool | None = None
    """Without number, or without issuer where it is no payroll."""
    related: bool | None = None
    """Paid to somebody declared as related to the sostenedor on that day (DFL 2 art 3 bis). Who has
    declared nobody has not said that there is nobody."""


@dataclass(kw_only=True)
class ExpenditureRow(FactRow):
    """The part of one document charged to a school, a subvención and an account."""

    year: SchoolYear
    sostenedor_rut: Rut
    sostenedor_name: str | None = None
    rbd: Rbd | None = None
    """Absent for the sostenedor's central administration."""
    subvencion: str
    account: str
    account_name: str | None = None
    book: str | None = None
    document_type: str
    document_number: str | None = None
    document_name: str | None = None
    document_detail: str | None = None
    issuer: Rut | None = None
    issued_on: date | None = None
    paid_on: date | None = None
    document_total: Clp
    """The whole document, which may be shared by several schools and subvenciones."""
    declared: Clp
    """The part charged here."""
    pme_action: str | None = None
    """Year and code of the PME action that its detail names, written `acción PME 2024/3`."""


@dataclass(kw_only=True)
class AccountLineFilter:
    """Which lines of the Estado de resultados."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    account: str | None = None
    """Six digits, or the first ones."""
    subvencion: str | None = None
    kind: AccountKind | None = None


@dataclass(kw_only=True)
class AccountLineRow(FactRow):
    """A line of a school's Estado de resultados: one account, subvención and year."""

    year: SchoolYear
    sostenedor_id: str
    """The Superintendencia's own number of the sostenedor; the file carries no RUT."""
    rbd: Rbd | None = None
    dependency: Dependency | None = None
    subvencion: str
    kind: AccountKind
    account: str
    account_name: str
    rendered: bool
    """Whether the file says RENDIDO."""
    amount: Clp


@dataclass(kw_only=True)
class PlanAccountFilter:
    """Which accounts of the plan, and whose use of them."""

    name_contains: str | None = None
    """Part of the name, in any case."""
    year: SchoolYear | None = None
    """As the plan stood then, with what was declared that year; absent: the latest, all years."""
    kind: AccountKind | None = None
    subvencion: str = "SEP"


@dataclass(kw_only=True)
class PlanAccountRow(FactRow):
    """An account of the Superintendencia's plan, and how much schools use it for a subvención.

    What they use is not what is admissible: that list is not public.
    """

    account: str
    name: str
    kind: AccountKind
    parent: str
    parent_name: str | None = None
    plan_year: SchoolYear
    """The plan that defines it."""
    schools: int
    """Schools that declared documents in it."""
    declared: Clp


PAYMENTS = Listing("payments", (RBD, MONTH), PaymentRow)
PAYMENT_COMPONENTS = Listing(
    "payment_components", (STREAM, Column("component", "text")), PaymentComponentRow
)
PAYMENT_ADJUSTMENTS = Listing("payment_adjustments", (RBD, MONTH, POSITION), PaymentAdjustmentRow)
EXPENDITURES = Listing("expenditures", (YEAR, ACCOUNT, POSITION), ExpenditureRow)
PLAN_ACCOUNTS = Listing("plan_accounts", (ACCOUNT,), PlanAccountRow)
ACCOUNT_LINES = Listing("account_lines", (YEAR, ACCOUNT, POSITION), AccountLineRow)
SOSTENEDOR_PAYMENTS = Listing("sostenedor_payments", (RBD, MONTH), PaymentRow)
"""Payments by `sostenedor_rut`, those that name none given to whoever held the school."""
SOSTENEDOR_ACCOUNT_LINES = Listing(
    "sostenedor_account_lines", (YEAR, ACCOUNT, POSITION), AccountLineRow
)
"""Account lines by `sostenedor_rut`, which the file itself does not name."""
