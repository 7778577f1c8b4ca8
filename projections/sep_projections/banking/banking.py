"""Sostenedores, their bank accounts, what the bank certified, and who is related to whom."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import BANK_ACCOUNT, POSITION, RBD, SOSTENEDOR, YEAR
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class BankAccountRow(Row):
    """A bank account as its statement lines show it. Amounts are whole pesos."""

    sostenedor_rut: Rut
    bank: str
    bank_account: str
    sep_only: bool
    """Whether it is dedicated to SEP (Ley 20.248 art 33 bis)."""
    first_on: date
    last_on: date
    movement_count: int
    received: Clp
    """Sum of money in."""
    withdrawn: Clp
    """Sum of money out, as a positive amount."""
    balance: Clp | None = None
    """As the last line states it."""


@dataclass(kw_only=True)
class MovementFilter:
    """Which lines of a bank account."""

    from_date: date | None = None
    to_date: date | None = None


@dataclass(kw_only=True)
class BankMovementRow(FactRow):
    """A line of a bank statement; money in is positive, money out negative."""

    sostenedor_rut: Rut
    bank_account: str
    occurred_on: date
    line: int
    text: str
    reference: str | None = None
    amount: Clp
    balance: Clp | None = None


@dataclass(kw_only=True)
class SaldoCertificateRow(FactRow):
    """A bank certificate of the money left at year end (acreditación de saldo)."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    bank_account: str
    certified_on: date
    amount: Clp


@dataclass(kw_only=True)
class RelatedPartyRow(FactRow):
    """A person or company related to the sostenedor (Ley de Subvenciones art 3 bis)."""

    sostenedor_rut: Rut
    related: Rut
    relation: str
    since: date
    until: date | None = None
    capital_share: Decimal | None = None
    """Percent of the capital."""


@dataclass(kw_only=True)
class InventoryCheckFilter:
    """Which counts."""

    rbd: Rbd | None = None
    year: SchoolYear | None = None
    incomplete: bool | None = None
    """Whether something was not found."""


@dataclass(kw_only=True)
class InventoryCheckRow(FactRow):
    """A count of what was bought against what was found."""

    rbd: Rbd
    year: SchoolYear
    checked_on: date
    items_registered: int
    items_not_found: int
    value_registered: Clp
    value_not_found: Clp
    items_not_found_share: Decimal | None = None
    """Percent of the items registered, to one decimal; absent where none is registered."""


BANK_ACCOUNTS = Listing("bank_accounts", (SOSTENEDOR, BANK_ACCOUNT), BankAccountRow)

BANK_MOVEMENTS = Listing("bank_movements", (POSITION,), BankMovementRow)

SALDO_CERTIFICATES = listing_of_table(
    "saldo_certificate",
    (RBD, YEAR, POSITION),
    SaldoCertificateRow,
)

RELATED_PARTIES = listing_of_table(
    "related_party",
    (SOSTENEDOR, POSITION),
    RelatedPartyRow,
)

INVENTORY_CHECKS = Listing("inventory_checks", (RBD, POSITION), InventoryCheckRow)
