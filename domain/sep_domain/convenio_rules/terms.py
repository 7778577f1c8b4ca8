"""What must be known of a convenio for its rules: its dates, and its money kept apart by kind."""

from dataclasses import dataclass
from datetime import date, timedelta

from sep_domain.convenio_rules.unknown_money import Gaps
from sep_domain.dates.calendar import Period, SchoolYear, months_after
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

STAFF_ACCOUNT_GROUPS = ("410100", "410200", "410300", "410400")
"""Accounts of the Superintendencia's plan that count as staff (art 8 bis)."""

_MOST_OF_A_MONTH = 15
"""Days that count as a month where a term is no whole number of months."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Spending in a span: what was declared, and what the Superintendencia rejected of it, in CLP.

    `reviewed` says whether every rendición of the span has been; until then more may be rejected.
    `known` whether documents and payments of it are; where none are, nobody can say that nothing
    was spent.
    """

    declared: Clp
    rejected: Clp
    reviewed: bool
    known: bool = True

    @property
    def counted(self) -> Clp:
        """What the law lets count as spent."""
        return Clp(self.declared - self.rejected)

    def and_also(self, other: "Spent") -> "Spent":
        """The spending of both spans."""
        return Spent(
            Clp(self.declared + other.declared),
            Clp(self.rejected + other.rejected),
            reviewed=self.reviewed and other.reviewed,
            known=self.known and other.known,
        )


@dataclass(frozen=True, slots=True)
class RenderedYear:
    """A school year that ends in a term: when its rendición is due and whether it was presented.

    `rendered` is None where no source speaks of the year's rendición, or none after it was due.
    """

    year: SchoolYear
    due_on: date
    rendered: bool | None
    presented_on: date | None = None


_NOTHING = Clp(0)
_NOTHING_SPENT = Spent(_NOTHING, _NOTHING, reviewed=True)


@dataclass(frozen=True, slots=True)
class ConvenioTerm:
    """A convenio as it stands: its dates, what the ministry paid in it and what was spent of that.

    `last_day` is its last, extensions and an early end counted; `half_on` the last day of the first
    half of the term that was signed. `paid` and `spent` are of the term that was signed; what came
    and went in the extension is apart, because Ley 21.006 art 3 no. 2 leaves it out.

    `brought` is what was there when it began: carried from the convenio before, or declared as the
    opening balance of the first year. It is None where that cannot be told. `opening` is then what
    was declared when the files begin, later than the term; `uncounted` what is known to have moved
    before that.
    """

    rbd: Rbd
    number: int
    from_date: date
    to_date: date
    last_day: date
    half_on: date
    brought: Clp | None
    paid: Clp
    paid_first_half: Clp
    spent: Spent
    spent_first_half: Spent
    staff: Clp
    staff_justified: bool
    renewal_requested_on: date | None = None
    renewed_on: date | None = None
    ended_on: date | None = None
    asked_unknown: bool = False
    """Whether it is renewed or extended on some day, later ones too, and nothing tells when that
    was asked for."""
    successor: int | None = None
    """The number of the convenio that took the balance over; None while none is known."""
    years: tuple[RenderedYear, ...] = ()
    months_unpaid: tuple[Period, ...] = ()
    """Months of the term of which no payment is known, those to come among them."""
    years_undeclared: tuple[SchoolYear, ...] = ()
    """Years of the term of which no document is known, those to come among them."""
    years_without_plan: tuple[SchoolYear, ...] = ()
    """School years of the term of which no action of the PME is known."""
    carried: bool = False
    """Whether `brought` comes from the convenio before, in whose balance it stands too."""
    brought_whole: bool = True
    """Whether nothing lacks of what `brought` rests on."""
    paid_extension: Clp = _NOTHING
    spent_extension: Spent = _NOTHING_SPENT
    opening: Clp | None = None
    counted_from: date | None = None
    """The day from which the balance is counted, where that is later than the first of the term."""
    uncounted: Clp = _NOTHING
    received_known: bool = True
    """Whether payments of the term are known."""

    @property
    def agreed_end(self) -> date:
        """The last day of the term that was signed, an early end counted."""
        return min(self.to_date, self.last_day)

    @property
    def renewal_undecided(self) -> bool:
        """Whether renewal was asked for and nothing tells what became of it."""
        decided = self.renewed_on is not None or self.ended_on is not None
        return self.renewal_requested_on is not None and not decided

    @property
    def start(self) -> Clp | None:
        """What the balance is counted from; None where nobody can tell."""
        return self.opening if self.brought is None else self.brought

    @property
    def saldo(self) -> Clp:
        """What was left on its last day, or is by now, as far as known; from zero where the start
        is not known."""
        spent = self.spent.and_also(self.spent_extension)
        moved = self.paid + self.paid_extension - spent.counted - self.uncounted
        return Clp((self.start or 0) + moved)

    @property
    def saldo_known(self) -> bool:
        """Whether it can be said what is left."""
        return self.received_known and self.spent.known and self.start is not None

    def known_left(self, restored: Clp) -> Clp | None:
        """The most that is left after what was given back; None where more may be."""
        if not self.saldo_known or self.saldo_gaps.of_receiving:
            return None
        return Clp(max(0, self.saldo - restored))

    @property
    def passed_on(self) -> bool:
        """Whether a convenio that exists took the balance over (art 7 bis inc 3)."""
        return self.renewed_on is not None and self.successor is not None

    @property
    def years_declared(self) -> tuple[SchoolYear, ...]:
        """Years of the term of which documents are known, or known to be none."""
        years = map(SchoolYear, range(self.from_date.year, self.last_day.year + 1))
        return tuple(year for year in years if year not in self.years_undeclared)

    def is_over(self, day: date) -> bool:
        return day > self.last_day

    def gaps(self, until: date) -> Gaps:
        """What is not known of it up to a day."""
        return Gaps(
            months=tuple(one for one in self.months_unpaid if one.first_day <= until),
            years=tuple(one for one in self.years_undeclared if one <= until.year),
            brought=self.brought is not None and self.brought_whole,
        )

    @property
    def saldo_gaps(self) -> Gaps:
        """What is not known of its balance at the end, from the day it is counted from."""
        whole, first = self.gaps(self.last_day), self.counted_from or self.from_date
        return Gaps(
            months=tuple(one for one in whole.months if one.last_day >= first),
            years=tuple(one for one in whole.years if one >= first.year),
            brought=self.start is not None and self.brought_whole,
        )


def months_of(from_date: date, to_date: date) -> int:
    """How many months a term has, to the nearest: 48 from 1 March to 28 or 29 February."""
    end = to_date + timedelta(days=1)
    months = (end.year - from_date.year) * 12 + end.month - from_date.month
    if months_after(from_date, months) > end:
        months -= 1
    rest = end - months_after(from_date, months)
    return months + (rest.days >= _MOST_OF_A_MONTH)


def half_of(from_date: date, to_date: date) -> date:
    """The last day of a term's first half: of 48 months, that of the 24th (Ley 21.006 art 1)."""
    half = months_of(from_date, to_date) // 2
    return months_after(from_date, half) - timedelta(days=1)
