"""A fund over several years: what it opened with, what came and went, and what it closed with.

The opening balance of a year is mostly the closing of the year before, carried over; to add up the
openings of years is to count that again for each. Over years an opening counts once, the first.
What a later year opens with beyond the closing before it is neither income nor spending, and named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.money import Clp


@dataclass(frozen=True, slots=True)
class FundYear:
    """A year of a fund as declared, in CLP."""

    year: SchoolYear
    opening: Clp
    income: Clp
    spending: Clp

    @property
    def closing(self) -> Clp:
        return Clp(self.opening + self.income - self.spending)


@dataclass(frozen=True, slots=True)
class FundTotal:
    """Several years of a fund, in CLP: opening + income − spending + unexplained = closing."""

    opening: Clp
    """Of the first year declared."""
    income: Clp
    spending: Clp
    unexplained: Clp
    """What later years opened with beyond the closing before them, in all."""
    closing: Clp
    """Of the last year declared."""
    carried: Clp
    """The openings of the later years, added up: money that stands in the years before already."""
    years: tuple[SchoolYear, ...]
    """Those declared."""


def fund_total(years: Iterable[FundYear]) -> FundTotal | None:
    """The years together, in whichever order they come; None of none."""
    found = sorted(years, key=lambda one: one.year)
    if not found:
        return None
    later = list(pairwise(found))
    return FundTotal(
        opening=found[0].opening,
        income=Clp(sum(one.income for one in found)),
        spending=Clp(sum(one.spending for one in found)),
        unexplained=Clp(sum(after.opening - before.closing for before, after in later)),
        closing=found[-1].closing,
        carried=Clp(sum(after.opening for _, after in later)),
        years=tuple(one.year for one in found),
    )
