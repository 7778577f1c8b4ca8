"""Bank against books: matches, what is open, the monthly conciliación bancaria, own transfers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.reconciliation.lines_and_entries import EntryKind
from sep_domain.reconciliation.state import MatchState
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.banking.banking import BankMovementRow
from sep_projections.reading.columns import MONTH, POSITION, SOSTENEDOR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row

ENTRY = Column("entry", "text")
ITEM = Column("item", "text")
MATCH = Column("match", "uuid")
SCHOOL = Column("school", "integer")


class ItemKind(StrEnum):
    """Why the bank's balance is not the books'."""

    UNCASHED = "uncashed"
    """In the books and not yet at the bank: a cheque that nobody has cashed."""
    IN_TRANSIT = "in_transit"
    """A payment of the ministry that has not arrived."""
    UNIDENTIFIED_INCOME = "unidentified_income"
    UNIDENTIFIED_CHARGE = "unidentified_charge"
    AHEAD_OF_BOOKS = "ahead_of_books"
    """At the bank before the books have it."""
    DIFFERENCE = "difference"
    """A match whose sides differ, or of which a part is still to come."""


class DepositState(StrEnum):
    """What became of the ministry's payment for a month."""

    ARRIVED = "arrived"
    LATE = "late"
    """After the month it is for."""
    OTHER_ACCOUNT = "other_account"
    """Into an account that is not dedicated to SEP."""
    SHORT = "short"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """Not seen, or not whole, while the statements of the month and the next are not all known."""


@dataclass(kw_only=True)
class MatchFilter:
    """Which matches."""

    sostenedor: Rut | None = None
    bank_account: str | None = None
    month: Period | None = None
    standing: MatchState | None = None


@dataclass(kw_only=True)
class BankMatchRow(FactRow):
    """Lines of the bank and entries of the books that belong, or may belong, together."""

    sostenedor_rut: Rut
    bank_account: str
    month: Period
    """Of its last line; the reconciliation of this month decides on it."""
    standing: MatchState
    occurred_on: date
    """The day of the last step: found, confirmed or refused."""
    bank_amount: Clp
    """What its lines came to when it was found."""
    book_amount: Clp
    """What its entries came to then."""
    difference: Clp
    """The bank's less the books'."""
    confidence: Decimal
    """From 0 to 1; from 0.8 on, and without a rival, it is accepted without a person."""
    reasons: list[str]
    refusal: str | None = None
    """Why a person refused it."""


@dataclass(kw_only=True)
class BookEntryRow(Row):
    """What the books expect at the bank; money out is negative."""

    entry: str
    """Its natural key: `payment:2024-05:50001`."""
    kind: EntryKind
    sostenedor_rut: Rut
    day: date
    """The first day on which the bank may be expected to show it."""
    last_day: date
    amount: Clp
    document: str
    payee: Rut | None = None
    rbds: list[Rbd]
    positions: list[Position]
    """Where in the log the facts stand that it is made of."""


@dataclass(kw_only=True)
class LineOfMatchRow(BankMovementRow):
    """A line in a match."""

    match: UUID


@dataclass(kw_only=True)
class EntryOfMatchRow(BookEntryRow):
    """An entry in a match."""

    match: UUID


@dataclass(kw_only=True)
class BankReconciliationRow(Row):
    """The conciliación bancaria of an account at the end of a month.

    The bank's balance is the books' plus what is uncashed, less what is in transit, plus what is
    unexplained. Proposals that nobody has confirmed count as in no match.
    """

    sostenedor_rut: Rut
    bank_account: str
    month: Period
    bank_balance: Clp
    """What its statements start from and all their lines."""
    book_balance: Clp
    """What its statements start from and everything that the books expect of it."""
    uncashed: Clp
    """Payments in the books that the bank does not show yet."""
    in_transit: Clp
    """The ministry's payments that the bank does not show yet."""
    unidentified_income: Clp
    unidentified_charges: Clp
    ahead_of_books: Clp
    """What the bank shows of matches that the books have in a later month."""
    differences: Clp
    """What matches do not come to, or come to later."""
    unexplained: Clp
    """Unidentified income less charges, ahead of the books, and differences."""
    stated_balance: Clp | None = None
    """The balance that the last line states."""
    statement_gap: Clp | None = None
    """What the stated balance has beyond the lines: lines are missing where it is not zero."""
    waiting: int
    """Proposals of the month that nobody has decided on."""
    books_known: bool
    """Whether documents are known of each year since its statements begin. Where they are not, a
    charge is unidentified for want of books and accuses nobody."""
    closed: bool
    """Whether the month is settled."""


@dataclass(kw_only=True)
class ReconcilingItemRow(Row):
    """One thing that stands between the bank's balance and the books'."""

    item: str
    """A line, an entry or a match."""
    kind: ItemKind
    day: date
    said: str
    """The line's text, or the entry's natural key."""
    match: UUID | None = None
    amount: Clp
    """How it changes the bank's balance against the books'."""


@dataclass(kw_only=True)
class DepositFilter:
    """Which payments of the ministry."""

    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    state: DepositState | None = None


@dataclass(kw_only=True)
class MinistryDepositRow(Row):
    """What the ministry says it paid a sostenedor for a month, beside what the bank shows."""

    sostenedor_rut: Rut
    month: Period
    state: DepositState
    paid: Clp
    """By the ministry's file."""
    received: Clp
    """At the bank, by accepted matches."""
    arrived_on: date | None = None
    """The last of its deposits."""
    days_late: int | None = None
    """Days after the end of the month."""
    schools_missing: int
    """Schools whose payment no deposit holds."""
    other_account: str | None = None
    """The account it came into, where that is not dedicated to SEP."""


@dataclass(kw_only=True)
class OwnTransferRow(FactRow):
    """Money moved between a sostenedor's accounts, and when it came back."""

    sostenedor_rut: Rut
    from_account: str
    to_account: str | None = None
    """Absent where no account of its own shows the money, or the statements of that account are not
    known."""
    from_sep: bool
    to_sep: bool | None = None
    occurred_on: date
    text: str
    amount: Clp
    restored_on: date | None = None
    """When the same amount came back to the account it left. Where it is absent, the money was out
    until `out_until`; whether it came back later is not known."""
    out_until: date
    """The last day on which the statements of the account show that it had not come back: those of
    the months since, up to one of which nothing is known."""
    days_out: int | None = None


@dataclass(kw_only=True)
class BankAmountRow(Row):
    """What a school received and paid at the bank in a month, by accepted matches."""

    sostenedor_rut: Rut
    month: Period
    rbd: Rbd | None = None
    """Absent for what no match brings to a school."""
    school: int
    """The RBD again, 0 where there is none."""
    received: Clp
    paid_out: Clp


MATCHES = Listing("bank_matches", (POSITION,), BankMatchRow)
LINES_OF_MATCHES = Listing("lines_of_matches", (POSITION,), LineOfMatchRow)
ENTRIES_OF_MATCHES = Listing("entries_of_matches", (ENTRY,), EntryOfMatchRow)
OPEN_LINES = Listing("open_bank_lines", (POSITION,), BankMovementRow)
OPEN_ENTRIES = Listing("open_book_entries", (ENTRY,), BookEntryRow)
RECONCILIATION = Listing("bank_reconciliation", (MONTH,), BankReconciliationRow)
"""One row for the given `sostenedor`, `bank_account` and `month`; none for an unknown account."""
ITEMS = Listing("reconciling_items", (ITEM,), ReconcilingItemRow)
DEPOSITS = Listing("ministry_deposits", (SOSTENEDOR, MONTH), MinistryDepositRow)
TRANSFERS = Listing("own_transfers", (POSITION,), OwnTransferRow)
BANK_AMOUNTS = Listing("bank_amounts", (SOSTENEDOR, MONTH, SCHOOL), BankAmountRow)
"""The amounts `received` and `paid_out`, for other views: by sostenedor, school and month."""
