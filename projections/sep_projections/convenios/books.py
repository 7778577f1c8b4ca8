"""What tells of the balance of a convenio beside its own terms: accounts, banks, the journal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sep_domain.accounting.accounts import account_of, system_accounts
from sep_domain.accounting.amounts import Amount, amount_rules
from sep_domain.convenio_rules.balances.lines import BookYear, Handover
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.convenios.terms import ConvenioTermFilter, term_params
from sep_projections.reading.columns import NUMBER, RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row

_BOOKED = (Amount.PAID, Amount.DECLARED, Amount.REJECTED)
"""The amounts of the journal that a balance is made of."""


@dataclass(kw_only=True)
class BookYearRow(Row):
    """A calendar year of a convenio as the sources tell it; see `BookYear`."""

    rbd: Rbd
    number: int
    year: SchoolYear
    paid: Clp
    paid_extension: Clp
    before_paid: Clp
    after_paid: Clp
    declared: Clp
    declared_extension: Clp
    before_declared: Clp
    after_declared: Clp
    rejected: Clp
    opening: Clp | None = None
    income: Clp | None = None
    spending: Clp | None = None
    certified: Clp | None = None
    corrected: Clp | None = None
    booked_paid: Clp
    booked_declared: Clp
    booked_rejected: Clp
    booked_before: Clp
    booked_balance: Clp

    def book_year(self) -> BookYear:
        """As the bridge takes it."""
        figures = {name: value for name, value in vars(self).items() if name not in _OF_ROW}
        return BookYear(**figures)


_OF_ROW = {"rbd", "number"}


@dataclass(kw_only=True)
class HandoverRow(Row):
    """A convenio passing to another sostenedor, and what had moved in its term by then."""

    rbd: Rbd
    number: int
    day: date
    signed_by: Rut
    to_rut: Rut
    start: Clp | None = None
    """What the balance is counted from; absent where that cannot be told."""
    paid: Clp
    declared: Clp
    rejected: Clp

    @property
    def amount(self) -> Clp:
        """What was left on the day, from zero where the start is not known."""
        return Clp((self.start or 0) + self.paid - self.declared + self.rejected)


def handovers(rows: Sequence[HandoverRow]) -> Iterator[Handover]:
    """From whom to whom, in the order of the days."""
    last: Rut | None = None
    for row in sorted(rows, key=lambda one: one.day):
        before = last or row.signed_by
        if row.to_rut != before:
            yield Handover(row.day, before, row.to_rut, row.amount)
        last = row.to_rut


BOOK_YEARS = Listing("convenio_books", (RBD, NUMBER, YEAR), BookYearRow)
HANDOVERS = Listing("convenio_handovers", (RBD, NUMBER, Column("day", "date")), HandoverRow)


def book_params(known: Known) -> dict[str, object]:
    """Parameters of both statements."""
    rules = [rule for rule in amount_rules() if rule.amount in _BOOKED]
    to_come_back = account_of("gastos_por_restituir")
    cleared = (account.code for account in system_accounts() if account.pooled)
    return {
        **term_params(known, ConvenioTermFilter()),
        "rule_amounts": [rule.amount.value for rule in rules],
        "rule_events": [rule.event for rule in rules],
        "rule_accounts": [rule.account for rule in rules],
        "rule_signs": [rule.sign for rule in rules],
        "to_come_back": to_come_back,
        "fund_accounts": sorted({to_come_back, *cleared, *(rule.account for rule in rules)}),
    }
