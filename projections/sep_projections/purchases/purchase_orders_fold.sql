-- Folds purchase orders and their items.
insert into purchase_order (
    stream, known_from, known_to, "order", edition, ordered_on, created_on, name, kind, status,
    supplier_status, is_direct, is_agile, sent_on, accepted_on, cancelled_on, currency, total,
    total_clp, net, taxes, discounts, charges, buyer_rut, buyer_unit, buyer_name, supplier_rut,
    supplier_name, financing, tender, framework
)
select
    stream, known_from, known_to,
    e."order", e.edition, e.occurred_on as ordered_on, e.created_on, e.name, e.kind, e.status,
    e.supplier_status, e.is_direct, e.is_agile, e.sent_on, e.accepted_on, e.cancelled_on,
    e.currency, e.total, e.total_clp, e.net, e.taxes, e.discounts, e.charges, e.buyer_rut,
    e.buyer_unit, e.buyer_name, e.supplier_rut, e.supplier_name, e.financing, e.tender, e.framework
from batch
cross join jsonb_to_record(doc) as e (
    "order" text, edition text, occurred_on date, created_on date, name text, kind text,
    status text, supplier_status text, is_direct boolean, is_agile boolean, sent_on date,
    accepted_on date, cancelled_on date, currency text, total numeric, total_clp bigint,
    net numeric, taxes numeric, discounts numeric, charges numeric, buyer_rut text,
    buyer_unit text, buyer_name text, supplier_rut text, supplier_name text, financing text,
    tender text, framework text
)
where event = 'purchase_order.published';

insert into purchase_order_item (
    stream, known_from, known_to, "order", edition, item, category, product_code, product, quantity,
    unit, currency, unit_price, charges, discounts, taxes, net
)
select
    stream, known_from, known_to,
    e."order", e.edition, e.item, e.category, e.product_code, e.product, e.quantity, e.unit,
    e.currency, e.unit_price, e.charges, e.discounts, e.taxes, e.net
from batch
cross join jsonb_to_record(doc) as e (
    "order" text, edition text, item text, category text, product_code text, product text,
    quantity numeric, unit text, currency text, unit_price numeric, charges numeric,
    discounts numeric, taxes numeric, net numeric
)
where event = 'purchase_order.item_published';
