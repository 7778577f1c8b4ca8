"""Convenios and the plan de mejoramiento that they bind a school to."""

from dataclasses import dataclass
from datetime import date

from sep_domain.events.legal.convenios import ConvenioEndReason
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification
from sep_projections.reading.columns import NUMBER, POSITION, RBD
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow
from sep_projections.reading.table_listings import listing_of_table


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


CONVENIOS = Listing("convenios", (RBD, NUMBER), ConvenioRow)

CONVENIO_STEPS = listing_of_table(
    "convenio_step",
    (RBD, NUMBER, POSITION),
    ConvenioStepRow,
)
