"""Purchase orders as ChileCompra publishes them: commitments, never payments.

Texts that hold contact persons (descriptions, specifications) are not kept.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp


class _OfOrder(Fact):
    DATASET: ClassVar[Dataset] = Dataset.ORDENES_COMPRA

    order: str = Field(min_length=1, max_length=64)
    """The order's code, such as `3955-120-SE24`."""
    created_on: date
    edition: str
    """When the order was last modified, as published: its items are those of the same edition."""

    def key(self) -> Key:
        return (self.order,)

    def period(self) -> tuple[int, int]:
        return self.created_on.year, self.created_on.month


class PurchaseOrderPublished(_OfOrder):
    """A public body orders from a supplier; it holds from when it was sent, or else made.

    Amounts are in `currency` and exact; `total_clp` is the total in whole pesos.
    """

    NAME: ClassVar[str] = "purchase_order.published"
    COUNTED: ClassVar[bool] = True

    name: str
    kind: str | None = None
    status: str
    supplier_status: str | None = None
    is_direct: bool | None = None
    """Whether it was awarded without a competition (trato directo)."""
    is_agile: bool | None = None
    """Whether it is a compra ágil."""
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
    financing: str | None = None
    tender: str | None = None
    framework: str | None = None
    """The convenio marco that it draws on."""


class PurchaseOrderItemPublished(_OfOrder):
    """A line of an order. Amounts are in `currency`, that of the order where it is absent."""

    NAME: ClassVar[str] = "purchase_order.item_published"

    item: str
    category: str | None = None
    product_code: str | None = None
    """UNSPSC."""
    product: str | None = None
    quantity: Decimal
    unit: str | None = None
    currency: str | None = None
    unit_price: Decimal
    charges: Decimal | None = None
    discounts: Decimal | None = None
    taxes: Decimal | None = None
    net: Decimal

    def key(self) -> Key:
        return (self.order, self.item)
