"""The projection of public purchase orders."""

from sep_domain.events.purchasing import purchase_orders
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

PURCHASE_ORDERS = Projection(
    name="purchase_orders",
    room="purchases",
    version=1,
    events=(purchase_orders.PurchaseOrderPublished, purchase_orders.PurchaseOrderItemPublished),
    tables=("purchase_order", "purchase_order_item"),
    records=(
        Recorded(
            "purchase_order",
            (purchase_orders.PurchaseOrderPublished,),
            renamed={"ordered_on": "occurred_on"},
        ),
        Recorded(
            "purchase_order_item",
            (purchase_orders.PurchaseOrderItemPublished,),
        ),
    ),
)
