"""Payments by the ministry, with their components and adjustments."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import Period, SchoolYear
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    connection_of,
    params,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_graphql.schools.sostenedores import Sostenedor
from sep_projections.payments import payments as payment_rows
from sep_projections.reading.columns import MONTH, RBD, SOSTENEDOR, STREAM


@strawberry.input
class PaymentFilter(payment_rows.PaymentFilter):
    pass


@strawberry.type
class PaymentComponent(payment_rows.PaymentComponentRow):
    pass


@strawberry.type
class PaymentAdjustment(payment_rows.PaymentAdjustmentRow, Fact, OfSchool):
    pass


@strawberry.type
class Payment(payment_rows.PaymentRow, Fact, OfSchool):
    @strawberry.field
    async def components(self, info: Info) -> list[PaymentComponent]:
        """Every other amount of the row that is not zero."""
        given = await params(info)
        return await rows_of_parent(info, COMPONENTS, (STREAM,), (self.stream,), given)

    @strawberry.field
    async def adjustments(self, info: Info) -> list[PaymentAdjustment]:
        """What was settled again, retained or discounted that month."""
        given = await params(info)
        columns = (RBD, MONTH)
        return await rows_of_parent(info, ADJUSTMENTS, columns, (self.rbd, self.month), given)


PAYMENTS = payment_rows.PAYMENTS.into(Payment)

SOSTENEDOR_PAYMENTS = payment_rows.SOSTENEDOR_PAYMENTS.into(Payment)

COMPONENTS = payment_rows.PAYMENT_COMPONENTS.into(PaymentComponent)

ADJUSTMENTS = payment_rows.PAYMENT_ADJUSTMENTS.into(PaymentAdjustment)


@field_of(Sostenedor, "payments")
async def sostenedor_payments(
    sostenedor: Parent[Sostenedor],
    info: Info,
    year: SchoolYear | None = None,
    page: Paging = FIRST_PAGE,
) -> Connection[Payment]:
    """What the ministry paid for its schools, by school and month."""
    given = await params(info, PaymentFilter(year=year))
    return await connection_of(
        info, SOSTENEDOR_PAYMENTS, (SOSTENEDOR,), (sostenedor.rut,), given, page=page
    )


@field_of(School, "payments")
async def school_payments(
    school: Parent[School],
    info: Info,
    year: SchoolYear | None = None,
    from_month: Period | None = None,
    to_month: Period | None = None,
) -> list[Payment]:
    """What the ministry paid it, month by month."""
    where = PaymentFilter(year=year, from_month=from_month, to_month=to_month)
    return await rows_of_parent(info, PAYMENTS, (RBD,), (school.rbd,), await params(info, where))


@root
class PaymentQuery:
    @view
    async def payments(
        self,
        info: Info,
        where: Annotated[PaymentFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Payment]:
        """What the ministry paid, by RBD and month."""
        given = await params(info, where or PaymentFilter())
        return await connection(info, PAYMENTS, given, page)
