"""The projection of public purchase orders."""

from sep_domain.events import (
    purchase_orders,
)
from sep_projections.engine.projection import Projection

PURCHASE_ORDERS = Projection(
    name="purchase_orders",
    room="purchases",
    version=1,
    events=(purchase_orders.PurchaseOrderPublished, purchase_orders.PurchaseOrderItemPublished),
    tables=("purchase_order", "purchase_order_item"),
)
