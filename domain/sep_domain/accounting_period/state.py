"""Whether a month of a sostenedor's books is closed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sep_domain.accounting_period.commands import BookMonth
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rut


class PeriodKey(EntityKey):
    """A sostenedor and a month."""

    DATASET: ClassVar[Dataset] = Dataset.ACCOUNTING_PERIOD

    sostenedor: Rut
    month: BookMonth

    def period(self) -> tuple[int, int]:
        return self.month.year, self.month.month

    def key(self) -> Key:
        return (self.sostenedor,)


@dataclass(frozen=True)
class PeriodState:
    """Whether the month is closed, and since which day."""

    key: PeriodKey
    closed_on: date | None = None
    reopened_on: date | None = None
