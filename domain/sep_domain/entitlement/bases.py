"""The months of attendance on which a payment rests (Ley 20.248 art 15; DFL 2/1998 art 13).

| month paid | rests on |
|---|---|
| January to March | effective attendance of the whole previous school year |
| April | March |
| May | March and April |
| June to December | the three months before |

January and February lie outside the school year; March is its first month.

June, the fourth, also settles March to May with the mean of those three. A month that a
resolution suspended whole stands in every mean with the last one that had real attendance: inc. 4
says so of the means of all the paragraphs before it, that of a school year among them.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from sep_domain.dates.calendar import Period, SchoolYear

FIRST_MONTH, LAST_MONTH = 3, 12
SETTLING_MONTH = 6
SETTLED_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Base:
    """Months to take the mean of, one twice where it stands in for another; and those not known."""

    months: tuple[Period, ...]
    missing: tuple[Period, ...]


def base_of(month: Period, known: Container[Period], suspended: Container[Period]) -> Base:
    """What the payment of a month rests on."""
    if month.month <= FIRST_MONTH:
        return base_on(SchoolYear(month.year - 1).months, known, suspended)
    back = min(month.month - FIRST_MONTH, 3)
    return base_on([month.plus(-n) for n in range(back, 0, -1)], known, suspended)


def base_on(
    wanted: Iterable[Period], known: Container[Period], suspended: Container[Period]
) -> Base:
    """A base on these months, suspended ones replaced."""
    return _split((_effective(month, suspended) for month in wanted), known)


def settles(month: Period, joined: Period | None) -> tuple[Period, ...]:
    """The months that are settled with the payment of a month.

    Those are the first three of the school year in its fourth, and the first three of a school in
    the regime in its fourth there (art 15 inc. 3 and 4). Art 16 takes the former from DFL 2/1998
    art 13 and says nothing of the latter: for it `joined` is None.
    """
    of_year = _first_three(month.plus(-SETTLED_MONTHS)) if month.month == SETTLING_MONTH else ()
    joining = joining_months(joined)
    settled = [past for past in of_year if past not in joining]
    if joined is not None and month == joined.plus(SETTLED_MONTHS):
        settled = sorted({*settled, *joining})
    return tuple(settled)


def settled_on(month: Period, joined: Period | None) -> tuple[Period, ...]:
    """The months whose attendance settles a month: its own trimester, holidays left out."""
    first = joined if joined is not None and month in joining_months(joined) else None
    months = _first_three(first or Period.of(month.year, FIRST_MONTH))
    return tuple(m for m in months if m.month >= FIRST_MONTH)


def settling_month(month: Period, joined: Period | None) -> Period | None:
    """When a month is settled; None where it never is."""
    if joined is not None and month in joining_months(joined):
        return joined.plus(SETTLED_MONTHS)
    in_trimester = FIRST_MONTH <= month.month < SETTLING_MONTH
    return Period.of(month.year, SETTLING_MONTH) if in_trimester else None


def joining_months(joined: Period | None) -> tuple[Period, ...]:
    """The first three months of a school in the regime."""
    return () if joined is None else _first_three(joined)


def _first_three(first: Period) -> tuple[Period, ...]:
    return tuple(first.plus(n) for n in range(SETTLED_MONTHS))


def _effective(month: Period, suspended: Container[Period]) -> Period:
    return _back(month, lambda past: past not in suspended and past.month >= FIRST_MONTH)


def _back(month: Period, wanted: Callable[[Period], bool]) -> Period:
    while not wanted(month):
        month = month.plus(-1)
    return month


def _split(months: Iterable[Period], known: Container[Period]) -> Base:
    wanted = tuple(months)
    return Base(
        months=tuple(month for month in wanted if month in known),
        missing=tuple(dict.fromkeys(month for month in wanted if month not in known)),
    )
