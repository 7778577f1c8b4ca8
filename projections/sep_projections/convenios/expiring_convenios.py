"""Convenios that expire within some months, the first to expire first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sep_domain.dates.calendar import months_after
from sep_domain.values.identifiers import Rbd, Rut
from sep_projections.convenios.terms import ConvenioTermFilter, ConvenioTermRow, term_params
from sep_projections.reading.columns import NUMBER, RBD
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing


@dataclass(kw_only=True)
class ExpiringFilter:
    """Whose convenios, and within how many months they expire."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    months: int = 12


EXPIRING_CONVENIOS = Listing(
    "expiring_convenios",
    (Column("last_day", "date"), RBD, NUMBER),
    ConvenioTermRow,
    counted="expiring_keys",
    of_schools=True,
)


def expiring_params(known: Known, on: date, where: ExpiringFilter) -> dict[str, Any]:
    """Parameters of the statement: convenios that hold on a day and not some months later."""
    until = months_after(on, where.months)
    terms = ConvenioTermFilter(rbd=where.rbd, sostenedor=where.sostenedor)
    return {**term_params(known, terms), "on": on, "until": until}
