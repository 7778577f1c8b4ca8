"""Purchase orders of public bodies, and who sells to them."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.known_names import check_name
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.ate.contracts import (
    PROVIDERS,
    TENDERS,
    AteProvider,
    AteProviderFilter,
    AteTender,
    AteTenderFilter,
)
from sep_graphql.log.events import Fact
from sep_graphql.schools.sostenedores import Sostenedor, sostenedor_of
from sep_projections.log.names import ORDER_STATES
from sep_projections.purchases import purchase_orders
from sep_projections.purchases.purchase_orders import CODE
from sep_projections.reading.columns import ATE, TENDER


@strawberry.input
class PurchaseOrderFilter(purchase_orders.PurchaseOrderFilter):
    pass


@strawberry.type
class PurchaseOrderItem(purchase_orders.PurchaseOrderItemRow, Fact):
    pass


@strawberry.type
class PurchaseOrder(purchase_orders.PurchaseOrderRow, Fact):
    @strawberry.field
    async def items(self, info: Info) -> list[PurchaseOrderItem]:
        """Its lines."""
        return await rows_of_parent(info, ITEMS, (CODE,), (self.code,), await params(info))

    @strawberry.field
    async def buyer(self, info: Info) -> Sostenedor | None:
        """The sostenedor that buys, where the buyer is one."""
        return await sostenedor_of(info, self.buyer_rut)

    @strawberry.field
    async def provider(self, info: Info) -> AteProvider | None:
        """The adviser that sells, where the supplier is one."""
        if self.supplier_rut is None:
            return None
        given = await params(info, AteProviderFilter())
        return await row_of(info, PROVIDERS, (ATE,), (self.supplier_rut,), given)

    @strawberry.field
    async def tender(self, info: Info) -> AteTender | None:
        """The tender for advice of the same code, where there is one."""
        if self.tender_number is None:
            return None
        given = await params(info, AteTenderFilter())
        return await row_of(info, TENDERS, (TENDER,), (self.tender_number,), given)


ORDERS = purchase_orders.ORDERS.into(PurchaseOrder)
ITEMS = purchase_orders.ITEMS.into(PurchaseOrderItem)


@root
class PurchaseOrderQuery:
    @view
    async def purchase_orders(
        self,
        info: Info,
        where: Annotated[PurchaseOrderFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PurchaseOrder]:
        """Purchase orders, by code: commitments, not payments."""
        where = where or PurchaseOrderFilter()
        await check_name(info.context, ORDER_STATES, where.status)
        given = await params(info, where)
        return await connection(info, ORDERS, given, page)
