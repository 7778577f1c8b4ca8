"""Money used for other ends than the law's: what must come back (DFL 2/1998 art 3 ter).

The amount is adjusted by the IPC from the month before it was diverted to the month before it is
restored, and a fine of half of it comes on top, which neither public nor school money may pay. That
the fine is taken of the amount diverted, not of the adjusted one, is not written in the law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sep_domain.dates.calendar import Period
from sep_domain.law.legal_numbers import legal_number
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp


@dataclass(frozen=True, slots=True)
class Reparation:
    """What a diverted amount costs, in CLP.

    `adjusted` is None where the IPC of one of the two months is not known; the amount then stands
    as the least that is owed.
    """

    amount: Clp
    from_month: Period
    to_month: Period
    adjusted: Clp | None
    fine: Clp
    article: str
    confidence: Confidence

    @property
    def owed(self) -> Clp:
        """To be restored, adjusted where that is known; without the fine."""
        return self.amount if self.adjusted is None else self.adjusted


def index_months(diverted_on: date, restored_on: date) -> tuple[Period, Period]:
    """The months whose IPC an adjustment needs."""
    return _month_before(diverted_on), _month_before(restored_on)


def reparation(
    amount: Clp, diverted_on: date, restored_on: date, ipc: Mapping[Period, Decimal]
) -> Reparation:
    """What a diversion costs when it is restored on a day; `ipc` is the index by month."""
    from_month, to_month = index_months(diverted_on, restored_on)
    fine = legal_number("fine_on_diversion", diverted_on)
    adjusted = None
    if from_month in ipc and to_month in ipc:
        adjusted = Clp.rounded(amount * ipc[to_month] / ipc[from_month])
    owed_fine = Decimal(0) if fine is None else fine.decimal * amount
    return Reparation(
        amount=amount,
        from_month=from_month,
        to_month=to_month,
        adjusted=adjusted,
        fine=Clp(int(owed_fine.to_integral_value(ROUND_HALF_UP))),
        article="art 3 ter",
        confidence=Confidence.UNVERIFIED if fine is None else fine.confidence,
    )


def _month_before(day: date) -> Period:
    return Period.of(day.year, day.month).plus(-1)
