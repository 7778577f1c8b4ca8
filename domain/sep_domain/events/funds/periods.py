"""The closing of a sostenedor's accounting months, and their reopening."""

from typing import ClassVar

from pydantic import Field

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Event
from sep_domain.values.identifiers import Rut


class _OfPeriod(Event):
    """About the books of a sostenedor for a calendar month."""

    sostenedor: Rut
    month: Period


class PeriodClosed(_OfPeriod):
    """The books of the month are closed; what is recorded for it from now on is late."""

    NAME: ClassVar[str] = "period.closed"


class PeriodReopened(_OfPeriod):
    """The books of a closed month are opened again; what is recorded meanwhile is not late."""

    NAME: ClassVar[str] = "period.reopened"

    reason: str = Field(min_length=1)
