"""The plan de mejoramiento against its budget: what each part cost and reached."""

from dataclasses import dataclass
from typing import Any

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.pme import PmeDimension
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_projections.obligations.obligations import numbers_of_law
from sep_projections.pme.plans import PmeActionRow, PmeFilter
from sep_projections.reading.columns import RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class PmeExecutionFilter:
    """Which planned actions."""

    rbd: Rbd | None = None
    year: SchoolYear | None = None
    name_contains: str | None = None
    """Part of the name, in any case."""
    without_expense: bool | None = None
    """To which no declared document is charged."""
    idle: bool | None = None
    """Without estimate or hardly executed, while much of the year's money is left (RF33)."""


@dataclass(kw_only=True)
class PmeExecutionRow(PmeActionRow):
    """A planned action beside what was declared for it. Whole pesos."""

    document_count: int | None = None
    """Declared documents that name it, out of the SEP; absent where none of the year is known."""
    declared: Clp | None = None
    unspent: Clp | None = None
    """SEP budget less what was declared; negative beyond it."""
    available: Clp | None = None
    """Opening and income of the school's year in the SEP, by the Estado de resultados."""
    saldo: Clp | None = None
    """What was left of it at year end."""
    without_estimate: bool
    """Whether it is budgeted at nothing."""
    hardly_executed: bool | None = None
    """Whether less than a quarter was reached at year end; also where it was not reported on and
    others of the school's year were. Absent where nobody reported on any."""
    idle: bool | None = None
    """Without estimate or hardly executed, while over 30 % of the money is left (RF33); absent
    where that is not known."""


@dataclass(kw_only=True)
class PmeDimensionRow(Row):
    """A dimension of a school's plan in a year beside what was declared for it. Whole pesos;
    what is not known of one of its actions is absent."""

    rbd: Rbd
    year: SchoolYear
    dimension: PmeDimension
    actions: int
    actions_without_expense: int | None = None
    actions_without_estimate: int
    actions_hardly_executed: int | None = None
    sep_budget: Clp
    total_budget: Clp
    document_count: int | None = None
    declared: Clp | None = None
    unspent: Clp | None = None


PME_ACTION = Column("pme_action", "text")
"""The action that a document names: `2024/3`."""

PME_EXECUTION = Listing("idle_actions", (RBD, YEAR, Column("action", "text")), PmeExecutionRow)
PME_DIMENSIONS = Listing(
    "pme_dimensions", (RBD, YEAR, Column("dimension", "text")), PmeDimensionRow
)


def execution_params(known: Known, where: PmeExecutionFilter) -> dict[str, Any]:
    """Parameters of both statements."""
    actions = PmeFilter(
        year=where.year,
        name_contains=where.name_contains,
        without_expense=where.without_expense,
    )
    return {
        **params_of(known, actions, of_rbd=where.rbd, idle=where.idle),
        **numbers_of_law(),
    }
