"""What cannot go on, and why: one list for a school, a sostenedor or all, by school."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.obligations.kinds import Hindrance
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.obligations.obligations import NO_ACT_LEFT_OUT, obligation_params
from sep_projections.reading.columns import RBD
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, plain
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class BlockedFilter:
    """Of whom, and by what."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    hindrance: Hindrance | None = None
    verdict: Verdict | None = Verdict.NO_CUMPLE
    """`NO_CUMPLE`, unless asked for what no file tells (`SIN_DATOS`), or for both (`null`)."""


@dataclass(kw_only=True)
class BlockedRow(Row):
    """Something that could not go on on the day that is asked about, and what kept it."""

    rbd: Rbd
    hindrance: Hindrance
    sostenedor_rut: Rut
    subject: str
    """What is kept, told apart within its kind: a milestone, a contract, a tender, a year; of what
    was ordered, the resolution."""
    contract: str | None = None
    milestone: int | None = None
    tender: str | None = None
    number: int | None = None
    """Of the convenio."""
    year: SchoolYear | None = None
    since: date | None = None
    amount: Clp | None = None
    """Unpaid of the milestone or contract; of a year not rendered what was paid, or kept back."""
    resolution: str | None = None
    """The resolution that orders it: its authority, year, number and subject."""
    ordered: ResolutionKind | None = None
    """What it orders. What payments show to be kept back stands in a row of its own."""
    retained_share: Decimal | None = None
    """What part of a payment it keeps back, 1 for all."""
    paid_share: Decimal | None = None
    """What part of the amount of a month it lets be paid, 1 for all."""
    verdict: Verdict
    """`NO_CUMPLE`, or `SIN_DATOS` where no file would show it done."""
    lacking: list[str]
    """What would have to be known, as `dataset year`."""


BLOCKED = Listing(
    "blocked", (RBD, Column("hindrance", "text"), Column("subject", "text")), BlockedRow
)


def blocked_params(known: Known, on: date, where: BlockedFilter) -> dict[str, Any]:
    """Parameters of the statement."""
    given = obligation_params(known, on, rbd=where.rbd, sostenedor=where.sostenedor)
    given |= NO_ACT_LEFT_OUT
    return {**given, "hindrance": plain(where.hindrance), "verdict": plain(where.verdict)}
