"""Purchase orders of public bodies: what they commit, line by line. No order is a payment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow

CODE = Column("code", "text")


@dataclass(kw_only=True)
class PurchaseOrderFilter:
    """Which orders."""

    code: str | None = None
    buyer: Rut | None = None
    supplier: Rut | None = None
    ate: bool | None = None
    """Whether the registry of advisers has listed the supplier."""
    tender: str | None = None
    status: str | None = None
    """As published."""
    from_date: date | None = None
    to_date: date | None = None
    differs: bool | None = None
    """Whether its items add up to another net amount than it states."""


@dataclass(kw_only=True)
class PurchaseOrderRow(FactRow):
    """An order as published. Amounts are in its currency, exact; `totalClp` is whole pesos."""

    code: str
    name: str
    kind: str | None = None
    status: str
    supplier_status: str | None = None
    is_direct: bool | None = None
    """Whether it was awarded without a competition (trato directo)."""
    is_agile: bool | None = None
    ordered_on: date
    """The day from which it commits: that on which it was sent, or else made."""
    created_on: date
    sent_on: date | None = None
    accepted_on: date | None = None
    cancelled_on: date | None = None
    currency: str
    total: Decimal
    total_clp: Clp
    net: Decimal
    taxes: Decimal | None = None
    discounts: Decimal | None = None
    charges: Decimal | None = None
    buyer_rut: Rut
    buyer_unit: str | None = None
    buyer_name: str
    supplier_rut: Rut | None = None
    supplier_name: str
    supplier_is_ate: bool
    """Whether the registry of advisers has listed it."""
    financing: str | None = None
    """Where the money comes from, in the buyer's words."""
    tender_number: str | None = None
    ocid: str | None = None
    """Of the tender at ChileCompra, where it has been imported: `/ocds/records/{ocid}`."""
    framework: str | None = None
    item_count: int
    items_net: Decimal | None = None
    """What the items come to; absent where some are in another currency."""
    items_less_net: Decimal | None = None
    """Zero where the items add up to what the order states."""


@dataclass(kw_only=True)
class PurchaseOrderItemRow(FactRow):
    """A line of an order."""

    code: str
    item: str
    category: str | None = None
    product_code: str | None = None
    """UNSPSC."""
    product: str | None = None
    quantity: Decimal
    unit: str | None = None
    currency: str
    unit_price: Decimal
    charges: Decimal | None = None
    discounts: Decimal | None = None
    taxes: Decimal | None = None
    net: Decimal


ORDERS = Listing("purchase_orders", (CODE,), PurchaseOrderRow)
ITEMS = Listing("purchase_order_items", (CODE, Column("item", "text")), PurchaseOrderItemRow)
