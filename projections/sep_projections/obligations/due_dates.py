"""What falls due next: one list for a school, a sostenedor or all, in the order of the days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.obligations.kinds import Duty
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.obligations.obligations import NO_ACT_LEFT_OUT, challenges, obligation_params
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, plain
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class DueFilter:
    """Whose duties, and which."""

    rbd: Rbd | None = None
    """A school's own; those of its sostenedor with all schools are left out."""
    sostenedor: Rut | None = None
    duty: Duty | None = None
    due_from: date | None = None
    due_to: date | None = None
    verdict: Verdict | None = None
    """Not due yet, not done in time, or without a file that would tell."""


@dataclass(kw_only=True)
class DueRow(Row):
    """Something to be done by a day, or open until it, and not done yet on the day that is asked
    about. What is open until a day, such as a challenge, is not listed after it."""

    due_on: date
    duty: Duty
    rbd: Rbd | None = None
    """Absent of an act about a sostenedor with all its schools."""
    place: int
    """The RBD, 0 where there is none: for the order of the list."""
    sostenedor_rut: Rut
    subject: str
    """What it is about, told apart within its kind: a milestone, a tender, a convenio, a year, an
    act by its authority, year and number."""
    contract: str | None = None
    milestone: int | None = None
    tender: str | None = None
    number: int | None = None
    """Of the convenio."""
    year: SchoolYear | None = None
    amount: Clp | None = None
    """Unpaid of the milestone or fine, paid for the year to be rendered, or left of a plan or
    balance."""
    since: date | None = None
    """The day from which the term runs."""
    overdue: bool
    """Whether its day is over, and a file that would show it done does not."""
    verdict: Verdict
    """`NO_EXIGIBLE_AUN` to its day, `NO_CUMPLE` after it, `SIN_DATOS` where no file would tell."""
    lacking: list[str]
    """What would have to be known, as `dataset year`."""


DUE = Listing(
    "due",
    (
        Column("due_on", "date"),
        Column("duty", "text"),
        Column("place", "integer"),
        Column("subject", "text"),
    ),
    DueRow,
)


def due_params(known: Known, on: date, where: DueFilter) -> dict[str, Any]:
    """Parameters of the statement."""
    return {
        **obligation_params(known, on, rbd=where.rbd, sostenedor=where.sostenedor),
        **NO_ACT_LEFT_OUT,
        **challenges(),
        "duty": plain(where.duty),
        "verdict": plain(where.verdict),
        "due_from": where.due_from,
        "due_to": where.due_to,
    }
