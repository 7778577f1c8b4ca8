"""The journal: entries, postings, ledgers of accounts, balances. Whole pesos, debits positive.

Everything is asked for up to an effective date and as known at a position.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.aggregates import Dimension, Measure
from sep_projections.reading.columns import ACCOUNT, STREAM
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row

_EFFECTIVE = Column("effective", "date")
ENTRY_NUMBER = Column("number", "bigint")
_LINE = Column("line", "smallint")


class LateBy(StrEnum):
    """By which clock an entry is judged to be late."""

    EDITION = "edition"
    """By the day of its file's edition, which the file states."""
    IMPORT = "import"
    """By the position at which it was recorded, for its source states no edition."""


@dataclass(kw_only=True)
class PostingFilter:
    """Which postings of the journal."""

    account: str | None = None
    """Six digits, or the first ones: `4105` selects the whole group."""
    fund: str | None = None
    """The subvención, such as SEP."""
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    convenio: int | None = None
    """Its number; name the school too, for each school counts its own."""
    year: SchoolYear | None = None
    """The year in whose books they stand."""
    bank_account: str | None = None
    """The number of a bank account, as its statements and certificates write it; name the
    sostenedor too, for banks number their own."""
    from_date: date | None = None
    """The first effective date; the balances are then movements since that day."""


@dataclass(kw_only=True)
class EntryFilter(PostingFilter):
    """Which entries of the journal; by account and fund, those that have such a posting."""

    event: str | None = None
    """The kind of event, such as `expenditure.declared`."""
    late: bool | None = None


@dataclass(kw_only=True)
class LedgerFilter:
    """Which postings of an account, all of which its running balance is of."""

    fund: str | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    convenio: int | None = None
    year: SchoolYear | None = None
    bank_account: str | None = None
    shown_from: date | None = None
    """The first effective date to show; the balance still counts what came before."""


@dataclass(kw_only=True)
class JournalEntryRow(FactRow):
    """One money event as a balanced entry of the journal."""

    number: Position
    """The position of its event, which it keeps for good."""
    event: str
    """The kind of event, such as `expenditure.declared`."""
    effective: date
    """The day on which it counts."""
    year: SchoolYear
    """The year in whose books it stands; a document paid late in that it is charged to."""
    fund: str | None = None
    """The subvención; absent where its postings are of several."""
    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    """Of the event, else who held the school that year."""
    convenio_number: int | None = None
    """Of the event, else in force for the school on that day; of SEP money alone."""
    description: str
    level: Clp | None = None
    """What its event states in all, such as the balance that a bank certifies; absent where the
    entry posts just that. The postings are what changed since the statement before."""
    late: bool
    """Whether it came after its books were closed: the sostenedor's month, or the year and fund of
    the school by its rendición."""
    late_by: LateBy
    """By which clock: the edition that its file states, else when it was recorded."""
    late_recorded: bool
    """Whether it was recorded after its books were closed, whatever edition it is of."""
    edition_on: date | None = None
    """The day of the edition of its file, where that states one."""
    known_at: datetime
    """When it was recorded, from which on `asOf` knows it."""


@dataclass(kw_only=True)
class PostingRow(Row):
    """One line of an entry; a debit is positive, a credit negative."""

    line: int
    account: str
    fund: str
    rbd: Rbd | None = None
    """The school whose line it is: in an entry of those who contract together, each has its own."""
    sostenedor_rut: Rut | None = None
    """The sostenedor, where the event or its contract names one."""
    bank_account: str | None = None
    """The bank account, where a line of its statement or a certificate says so."""
    amount: Clp


@dataclass(kw_only=True)
class LedgerLineRow(FactRow):
    """A posting in the ledger of its account (libro mayor), with the balance after it."""

    number: Position
    """The number of its entry."""
    line: int
    event: str
    effective: date
    year: SchoolYear
    account: str
    fund: str
    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    convenio_number: int | None = None
    bank_account: str | None = None
    description: str
    amount: Clp
    """A debit is positive, a credit negative."""
    balance: Clp
    """Of all postings selected, up to and with this one."""


@dataclass(kw_only=True)
class BalanceRow(Row):
    """The balance of a group of postings; only the dimensions asked for are filled."""

    account: str | None = None
    fund: str | None = None
    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    convenio_number: int | None = None
    year: SchoolYear | None = None
    bank_account: str | None = None
    debit: Clp
    """Sum of its debits."""
    credit: Clp
    """Sum of its credits, as a positive amount."""
    balance: Clp
    """Debits less credits."""
    postings: int


@dataclass(kw_only=True)
class AccountNameRow(Row):
    """What an account of the plan is called."""

    account: str
    name: str


JOURNAL_ENTRIES = Listing("journal_entries", (_EFFECTIVE, ENTRY_NUMBER), JournalEntryRow)
JOURNAL_LINES = Listing("journal_lines", (STREAM, ENTRY_NUMBER, _LINE), PostingRow)
ACCOUNT_LEDGER = Listing("account_ledger", (_EFFECTIVE, ENTRY_NUMBER, _LINE), LedgerLineRow)
ACCOUNT_NAMES = Listing("account_names", (ACCOUNT,), AccountNameRow)
TRIAL_BALANCE = Measure("trial_balance", BalanceRow)
BALANCE_DIMENSIONS = tuple(
    Dimension(name, f"fact.{name}")
    for name in (
        "account",
        "fund",
        "rbd",
        "sostenedor_rut",
        "convenio_number",
        "year",
        "bank_account",
    )
)
