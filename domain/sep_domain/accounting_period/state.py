"""Whether a month of a sostenedor's books is closed."""

from dataclasses import dataclass
from datetime import date

from sep_domain.accounting_period.commands import PeriodKey


@dataclass(frozen=True)
class PeriodState:
    """Whether the month is closed, and since which day."""

    key: PeriodKey
    closed_on: date | None = None
    reopened_on: date | None = None
