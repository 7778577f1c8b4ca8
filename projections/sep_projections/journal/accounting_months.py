"""Months of a sostenedor's books: closed, reopened, and what was entered in them late."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.identifiers import Rut
from sep_projections.reading.columns import MONTH, SOSTENEDOR
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class AccountingMonthFilter:
    """Which months."""

    sostenedor: Rut | None = None
    year: SchoolYear | None = None


@dataclass(kw_only=True)
class AccountingMonthRow(Row):
    """A month that was closed once at least."""

    sostenedor_rut: Rut
    month: Period
    closed: bool
    """Whether it is closed now: what would be entered in it is refused without a reason."""
    closed_on: date | None = None
    """The last time."""
    reopened_on: date | None = None
    reopened_because: str | None = None
    late_entries: int
    """Entries of the journal in this month that were recorded while it was closed."""


ACCOUNTING_MONTHS = Listing("accounting_months", (SOSTENEDOR, MONTH), AccountingMonthRow)
