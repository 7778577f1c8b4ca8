-- The items of purchase orders, of the order's edition. Reads only.
select
    item.known_from as position, item.stream, item."order" as code, item.item, item.category,
    item.product_code, item.product, item.quantity, item.unit,
    coalesce(item.currency, placed.currency) as currency, item.unit_price, item.charges,
    item.discounts, item.taxes, item.net
from purchase_order_item as item
inner join purchase_order as placed
    on placed."order" = item."order"
    and placed.edition = item.edition
    and placed.known_from <= %(known)s
    and placed.known_to > %(known)s
where item.known_from <= %(known)s
    and item.known_to > %(known)s
