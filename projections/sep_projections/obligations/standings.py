"""How each obligation of the catalogue stands: fulfilled, not, not yet due, or not to be told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.obligations.catalogue import obligations
from sep_domain.values.identifiers import Rbd, Rut
from sep_projections.documents.account_uses import AccountUseFilter, use_params
from sep_projections.obligations.obligations import obligation_params
from sep_projections.reading.columns import SOSTENEDOR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known, Position
from sep_projections.reading.listing import Listing, plain
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class ObligationFilter:
    """Of whom, of which obligation, and how it stands."""

    rbd: Rbd | None = None
    """A school's own; what its sostenedor owes as such is left out."""
    sostenedor: Rut | None = None
    name: str | None = None
    """Of the obligation, as the catalogue has it."""
    year: SchoolYear | None = None
    """That it is about, or in which it is due; what has no year is left out."""
    verdict: Verdict | None = None


@dataclass(kw_only=True)
class ObligationRow(Row):
    """One obligation of a school, a convenio, a year or a sostenedor, on the day asked about."""

    obligation: str
    sostenedor_rut: Rut
    rbd: Rbd | None = None
    """Absent of what a sostenedor owes for all its schools together."""
    subject: str
    """What it is owed for, told apart within its obligation: a school, a convenio, a year."""
    year: SchoolYear | None = None
    number: int | None = None
    """Of the convenio."""
    due_on: date | None = None
    done_on: date | None = None
    shown_at: Position | None = None
    """Where in the log the fact stands that shows it done."""
    verdict: Verdict
    lacking: list[str]
    """What would have to be known, as `dataset year`."""


STANDINGS = Listing(
    "obligation_standings",
    (SOSTENEDOR, Column("obligation", "text"), Column("subject", "text")),
    ObligationRow,
)


def standing_params(known: Known, on: date, where: ObligationFilter) -> dict[str, Any]:
    """Parameters of the statement."""
    catalogue = [
        {
            "name": one.name,
            "scope": one.scope.value,
            "seen": one.shown_by is not None,
            "from_date": one.from_date,
            "to_date": one.to_date,
        }
        for one in obligations()
    ]
    return {
        **use_params(known, AccountUseFilter()),
        **obligation_params(known, on, rbd=where.rbd, sostenedor=where.sostenedor),
        "obligations": orjson.dumps(catalogue).decode(),
        "obligation": where.name,
        "of_year": plain(where.year),
        "verdict": plain(where.verdict),
    }
