"""When the Consejo Escolar has to be consulted on an improvement (DFL 2/1998 art 3 ix).

Above 1,000 UTM, in writing, before the credit is taken up. The UTM is that of the month in which it
is taken up, or in which it was planned while it is not (confidence U: the law names no month).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.dates.calendar import Period
from sep_domain.decisions.guards import Obstacle
from sep_domain.law.legal_numbers import legal_number
from sep_domain.values.money import Clp


@dataclass(frozen=True, kw_only=True)
class Improvement:
    """An improvement as planned, and what was done; None while it was not."""

    planned_on: date | None = None
    planned: Clp | None = None
    consulted_on: date | None = None
    in_writing: bool | None = None
    financed_on: date | None = None
    financed: Clp | None = None

    @property
    def amount(self) -> Clp | None:
        """What was taken up, or else what was planned."""
        return self.planned if self.financed is None else self.financed

    @property
    def day(self) -> date | None:
        """The day whose law and UTM hold."""
        return self.planned_on if self.financed_on is None else self.financed_on

    @property
    def utm_month(self) -> Period | None:
        """The month whose UTM measures it."""
        return None if self.day is None else Period.of(self.day.year, self.day.month)


def needs_consultation(improvement: Improvement, utm: Clp | None) -> bool | None:
    """Whether the law asks for it; None where the value of the UTM is not known."""
    day, amount = improvement.day, improvement.amount
    limit = None if day is None else legal_number("consultation_of_consejo", day)
    if limit is None:
        return False
    if amount is None or utm is None:
        return None
    return Decimal(amount) > limit.decimal * utm


def flaws(improvement: Improvement, utm: Clp | None) -> Iterator[Obstacle]:
    """What the law has against a credit that was taken up; nothing where the UTM is not known."""
    if improvement.financed_on is None or not needs_consultation(improvement, utm):
        return
    if improvement.consulted_on is None or improvement.consulted_on > improvement.financed_on:
        yield Obstacle(
            "sin_consulta",
            "La mejora supera las 1.000 UTM y el Consejo Escolar no fue consultado antes del "
            "crédito (DFL 2/1998 art 3 ix).",
        )
    elif not improvement.in_writing:
        yield Obstacle(
            "consulta_no_escrita",
            "La mejora supera las 1.000 UTM y la consulta al Consejo Escolar no fue por escrito "
            "(DFL 2/1998 art 3 ix).",
        )
