"""Sostenedores, their bank accounts, what the bank certified, and who is related to whom."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.calendar import SchoolYear
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_projections.reads.columns import BANK_ACCOUNT, POSITION, RBD, RUT, SOSTENEDOR, YEAR
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import FactRow, Row


@dataclass(kw_only=True)
class SostenedorFilter:
    """Which sostenedores."""

    name_contains: str | None = None
    """Part of the name, in any case; only payments and documents carry names."""


@dataclass(kw_only=True)
class SostenedorRow(Row):
    """Whoever holds schools, told by RUT."""

    rut: Rut
    name: str | None = None
    """As the latest payment or document gives it; the register carries none."""


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


SOSTENEDORES = Listing("sostenedores", (RUT,), SostenedorRow)
SOSTENEDORES_BY_RUT = Listing("sostenedores_by_rut", (RUT,), SostenedorRow)
"""Those of the given `ruts` that any fact names."""
BANK_ACCOUNTS = Listing("bank_accounts", (SOSTENEDOR, BANK_ACCOUNT), BankAccountRow)
BANK_MOVEMENTS = Listing("bank_movements", (POSITION,), BankMovementRow)
SALDO_CERTIFICATES = Listing("saldo_certificates", (RBD, YEAR, POSITION), SaldoCertificateRow)
RELATED_PARTIES = Listing("related_parties", (SOSTENEDOR, POSITION), RelatedPartyRow)
INVENTORY_CHECKS = Listing("inventory_checks", (RBD, POSITION), InventoryCheckRow)
