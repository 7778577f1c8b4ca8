"""The budget of a plan by action: beside what is committed, and what was declared as spent."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.education.pme import PmeDimension
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_projections.reading.columns import RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row


class PmeBudgetKind(StrEnum):
    """What a line of the budget stands for."""

    NOT_PLANNED = "not_planned"
    """An action that documents or contracts name, and the plan does not have."""
    PLANNED = "planned"
    """An action of the plan."""
    UNTIED = "untied"
    """All that names no action."""


class PmeBudgetGap(StrEnum):
    """Why a figure of the budget is absent."""

    PLAN_NOT_KNOWN = "plan_not_known"
    DOCUMENTS_NOT_DECLARED = "documents_not_declared"
    """None of the year, out of the SEP."""
    CONTRACTS_NOT_KNOWN = "contracts_not_known"
    """No contract with an adviser has been read at all."""


@dataclass(kw_only=True)
class PmeBudgetRow(Row):
    """A line of a school's plan in a year. Whole pesos; orders of purchase name no action."""

    rbd: Rbd
    year: SchoolYear
    kind: PmeBudgetKind
    action: str
    """Its code in the plan; empty of what names none."""
    name: str | None = None
    dimension: PmeDimension | None = None
    sep_budget: Clp | None = None
    total_budget: Clp | None = None
    committed: Clp | None = None
    """By contracts with advisers that name it, as last amended; the school's share of them."""
    paid: Clp | None = None
    """Of these contracts."""
    contracts: int
    document_count: int
    declared: Clp | None = None
    """Spent: by declared documents that name it, out of the SEP."""
    unspent: Clp | None = None
    """SEP budget less declared; negative beyond it."""
    free: Clp | None = None
    """SEP budget less declared and less what is committed and not paid yet."""
    share: Decimal | None = None
    """Declared in the SEP budget, to four places."""
    missing: list[PmeBudgetGap]
    """Why figures are absent."""


@dataclass(kw_only=True)
class MoneyYearRow(Row):
    """What there is of a school's money in a year."""

    rbd: Rbd
    year: SchoolYear
    documents: int
    months_paid: list[Period]


PME_BUDGET = Listing(
    "pme_budget", (YEAR, Column("kind", "text"), Column("action", "text")), PmeBudgetRow
)
MONEY_YEARS = Listing("money_years", (RBD, YEAR), MoneyYearRow)


def budget_params(known: Known, rbd: Rbd, year: SchoolYear | None) -> dict[str, Any]:
    """Parameters of the statement."""
    return params_of(known, rbd=rbd, year=year, name_contains=None, without_expense=None)
