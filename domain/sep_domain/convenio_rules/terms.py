"""What must be known of a convenio for its rules: its dates, and its money kept apart by kind."""

from dataclasses import dataclass
from datetime import date

from sep_domain.identifiers import Rbd
from sep_domain.money import Clp

STAFF_ACCOUNT_GROUPS = ("410100", "410200", "410300", "410400")
"""Accounts of the Superintendencia's plan that count as staff (art 8 bis)."""


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


@dataclass(frozen=True, slots=True)
class ConvenioTerm:
    """A convenio as it stands: its dates, what the ministry paid in it and what was spent of that.

    `last_day` is its last, extensions and an early end counted; `half_on` the middle of the term
    that was signed. `brought` is what the convenio before it left.
    """

    rbd: Rbd
    number: int
    from_date: date
    to_date: date
    last_day: date
    half_on: date
    brought: Clp
    paid: Clp
    paid_first_half: Clp
    spent: Spent
    spent_first_half: Spent
    staff: Clp
    staff_justified: bool
    renewal_requested_on: date | None = None
    renewed_on: date | None = None
    ended_on: date | None = None
    years_due: int = 0
    years_rendered: int = 0
    received_known: bool = True
    """Whether payments of the term, and what the convenio before it left, are known."""

    @property
    def saldo(self) -> Clp:
        """What is left: brought + paid − spent."""
        return Clp(self.brought + self.paid - self.spent.counted)

    @property
    def saldo_known(self) -> bool:
        """Whether it can be said what is left."""
        return self.received_known and self.spent.known

    def is_over(self, day: date) -> bool:
        return day > self.last_day
