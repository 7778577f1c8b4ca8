"""What was declared: documents, the Estado de resultados, and the plan of accounts."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.funds.accounting import AccountKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency
from sep_projections.reading.columns import ACCOUNT, POSITION, YEAR
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


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


EXPENDITURES = Listing("expenditures", (YEAR, ACCOUNT, POSITION), ExpenditureRow)

PLAN_ACCOUNTS = Listing("plan_accounts", (ACCOUNT,), PlanAccountRow)

ACCOUNT_LINES = Listing("account_lines", (YEAR, ACCOUNT, POSITION), AccountLineRow)

SOSTENEDOR_ACCOUNT_LINES = Listing(
    "sostenedor_account_lines", (YEAR, ACCOUNT, POSITION), AccountLineRow
)
"""Account lines by `sostenedor_rut`, which the file itself does not name."""
