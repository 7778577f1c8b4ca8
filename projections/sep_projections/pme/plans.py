"""Improvement plans: their actions, and what became of them."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.pme import PmeDimension, PmeSubdimension
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_projections.reading.columns import POSITION, RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class PmeActionRow(FactRow):
    """A planned action of a school's plan de mejoramiento, and how far it got."""

    rbd: Rbd
    cycle: SchoolYear
    """The first of the plan's four years."""
    year: SchoolYear
    action: str
    name: str
    dimension: PmeDimension
    subdimension: PmeSubdimension
    presented_on: date
    starts_on: date
    ends_on: date
    sep_budget: Clp
    total_budget: Clp
    needs_ate: bool
    justifies_staff: bool
    """Whether the plan argues for more than half the money on staff (Ley 20.248 art 8 bis)."""
    level: int | None = None
    """Execution at year end in percent; absent while nothing was reported."""


@dataclass(kw_only=True)
class PmeFilter:
    """Which planned actions."""

    year: SchoolYear | None = None
    name_contains: str | None = None
    """Part of the name, in any case."""
    without_expense: bool | None = None
    """To which no declared document is charged."""


@dataclass(kw_only=True)
class PmeStepFilter:
    """Of which plans."""

    rbd: Rbd | None = None
    cycle: SchoolYear | None = None
    """The first of the plan's four years."""


@dataclass(kw_only=True)
class PmeStepRow(FactRow):
    """A step of a plan; what is written holds once a later step presents it."""

    rbd: Rbd
    cycle: SchoolYear
    step: str
    occurred_on: date
    year: SchoolYear | None = None
    """Of a drafted action, or of a judgement."""
    change: int | None = None
    """1 for the first modification of a presented plan."""
    description: str | None = None
    outcome: str | None = None
    text: str | None = None
    objective: str | None = None
    goal: str | None = None
    dimension: PmeDimension | None = None
    action: str | None = None
    reason: str | None = None
    """Why an action is to leave the plan."""


PME_ACTIONS = Listing("pme_actions", (RBD, YEAR, Column("action", "text")), PmeActionRow)

PME_STEPS = listing_of_table("pme_step", (POSITION,), PmeStepRow, where=PmeStepFilter)
