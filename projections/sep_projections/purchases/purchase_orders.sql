-- name: purchase_order_items
-- The items of purchase orders, of the order's edition. Reads only.
select
    item.known_from as position, item.stream, item."order" as code, item.item, item.category,
    item.product_code, item.product, item.quantity, item.unit,
    coalesce(item.currency, placed.currency) as currency, item.unit_price, item.charges,
    item.discounts, item.taxes, item.net
from {purchase_order_item_at} as item
inner join {purchase_order_at} as placed
    on placed."order" = item."order"
    and placed.edition = item.edition


-- name: purchase_orders
-- Purchase orders, each with what its items come to: those of the same edition, while all are in the
-- order's currency. A supplier is an adviser where the registry has listed it. The ocid is that of
-- the tender at ChileCompra, where a record or release of it has been imported. Reads only.
select * from (
    select
        placed.known_from as position, placed.stream, placed."order" as code, placed.name,
        placed.kind, placed.status, placed.supplier_status, placed.is_direct, placed.is_agile,
        placed.ordered_on, placed.created_on, placed.sent_on, placed.accepted_on,
        placed.cancelled_on, placed.currency, placed.total, placed.total_clp, placed.net,
        placed.taxes, placed.discounts, placed.charges, placed.buyer_rut, placed.buyer_unit,
        placed.buyer_name, placed.supplier_rut, placed.supplier_name, placed.financing,
        placed.tender as tender_number, placed.framework,
        items.item_count, items.items_net, items.items_net - placed.net as items_less_net,
        exists (
            select from {ate_provider_at} as ate_provider
            where ate_provider.ate = placed.supplier_rut
        ) as supplier_is_ate,
        (
            select min(ocid)
            from (
                select ocid, known_from, known_to from published_record
                union all
                select ocid, known_from, known_to from published_release
            ) as published
            where ocid = 'ocds-70d2nz-' || placed.tender
                and published.known_from <= %(known)s
                and published.known_to > %(known)s
        ) as ocid
    from {purchase_order_at} as placed
    cross join lateral (
        select
            count(*)::integer as item_count,
            case
                when bool_and(coalesce(item.currency, placed.currency) = placed.currency)
                    then sum(item.net)
            end as items_net
        from {purchase_order_item_at} as item
        where item."order" = placed."order"
            and item.edition = placed.edition
    ) as items
    where (%(code)s::text is null or placed."order" = %(code)s)
        and (%(buyer)s::text is null or placed.buyer_rut = %(buyer)s)
        and (%(supplier)s::text is null or placed.supplier_rut = %(supplier)s)
        and (%(tender)s::text is null or placed.tender = %(tender)s)
        and (%(status)s::text is null or placed.status = %(status)s)
        and (%(from_date)s::date is null or placed.ordered_on >= %(from_date)s)
        and (%(to_date)s::date is null or placed.ordered_on <= %(to_date)s)
) as found
where (%(ate)s::boolean is null or supplier_is_ate = %(ate)s)
    and (
        %(differs)s::boolean is null
        or (items_less_net is not null and items_less_net <> 0) = %(differs)s
    )
