"""What may be commanded of a month of a sostenedor's books."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import Command, Reason

FIRST_YEAR = 2008

LAST_YEAR = 2100


def _kept(month: Period) -> Period:
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise ValueError(f"la contabilidad va de {FIRST_YEAR} a {LAST_YEAR}")
    return month


BookMonth = Annotated[Period, AfterValidator(_kept)]
"""A month of the years in which there are books."""


class ClosePeriod(Command):
    """Close the books of a month that is over."""

    NAME: ClassVar[str] = "close"


class ReopenPeriod(Command):
    """Open the books of a closed month again."""

    NAME: ClassVar[str] = "reopen"

    reason: Reason = Field(description="Why, for whoever reads the books later.")


PeriodCommand = ClosePeriod | ReopenPeriod
