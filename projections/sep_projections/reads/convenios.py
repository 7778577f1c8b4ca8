"""Convenios and the plan de mejoramiento that they bind a school to."""

from dataclasses import dataclass
from datetime import date

from sep_domain.calendar import SchoolYear
from sep_domain.events.convenios import ConvenioEndReason
from sep_domain.events.pme import PmeDimension, PmeSubdimension
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.schools import SepClassification
from sep_projections.reads.columns import NUMBER, POSITION, RBD, YEAR
from sep_projections.reads.cursors import Column
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import FactRow


@dataclass(kw_only=True)
class ConvenioFilter:
    """Which convenios."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    ever_held_by: Rut | None = None
    """All convenios of each school of which this sostenedor has held any."""
    classification: SepClassification | None = None
    in_force_on: date | None = None
    """Signed to hold on this day, extensions counted, and not ended before it."""
    expiring_from: date | None = None
    expiring_before: date | None = None
    """The end, extensions counted, of convenios that have neither ended nor been renewed."""


@dataclass(kw_only=True)
class ConvenioRow(FactRow):
    """A convenio as signed, and where its later steps have brought it."""

    rbd: Rbd
    number: int
    """1 for a school's first convenio."""
    sostenedor_rut: Rut
    """Who holds it now: who signed, or who took the school over."""
    signed_by: Rut
    signed_on: date
    from_date: date
    to_date: date
    """The end that was signed."""
    expires_on: date
    """The end, extensions counted: those stated, and that of the law where renewal was asked for in
    time, until it is decided (Ley 20.248 art 7 bis)."""
    overtaken_by: int | None = None
    """The convenio of the same school that was signed later and began before this one was over:
    from its start on it alone holds, for a school has one (art 7)."""
    ended_before_start: bool
    """Whether its end is stated for a day before its first: it counts as ended on that."""
    classification: SepClassification
    renewal_requested_on: date | None = None
    renewed_on: date | None = None
    ended_on: date | None = None
    end_reason: ConvenioEndReason | None = None
    settled_on: date | None = None
    restored: Clp | None = None
    """What was given back after the end."""


@dataclass(kw_only=True)
class ConvenioStepRow(FactRow):
    """A step in the life of a convenio, its signing left out."""

    rbd: Rbd
    number: int
    step: str
    occurred_on: date
    until: date | None = None
    sostenedor_rut: Rut | None = None
    reason: str | None = None
    restored: Clp | None = None
    saldo: Clp | None = None
    """Of a plan for an expired convenio's balance (Ley 21.796 art 47)."""
    deadline: date | None = None
    executed: Clp | None = None
    infrastructure: Clp | None = None
    """What of a plan is of letter a); absent where the plan does not say."""


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


CONVENIOS = Listing("convenios", (RBD, NUMBER), ConvenioRow)
CONVENIO_STEPS = Listing("convenio_steps", (RBD, NUMBER, POSITION), ConvenioStepRow)
PME_ACTIONS = Listing("pme_actions", (RBD, YEAR, Column("action", "text")), PmeActionRow)
PME_STEPS = Listing("pme_steps", (POSITION,), PmeStepRow)
