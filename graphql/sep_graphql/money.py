"""Payments by the ministry, and what sostenedores declare: documents and account lines."""

from typing import Annotated

import strawberry

from sep_graphql.connections import Connection, connection, params, rows_of_parent
from sep_graphql.context import Info
from sep_graphql.known import FILTER, view
from sep_graphql.links import LazySchool, OfSchool, OfSostenedor, school_of
from sep_graphql.log import Fact
from sep_projections.documents import expenditures as expenditure_rows
from sep_projections.payments import payments as payment_rows
from sep_projections.reading.columns import MONTH, RBD, STREAM


@strawberry.input
class PaymentFilter(payment_rows.PaymentFilter):
    pass


@strawberry.input
class ExpenditureFilter(expenditure_rows.ExpenditureFilter):
    pass


@strawberry.input
class AccountLineFilter(expenditure_rows.AccountLineFilter):
    pass


@strawberry.input
class PlanAccountFilter(expenditure_rows.PlanAccountFilter):
    pass


@strawberry.type
class PlanAccount(expenditure_rows.PlanAccountRow, Fact):
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


@strawberry.type
class Expenditure(expenditure_rows.ExpenditureRow, Fact, OfSostenedor):
    @strawberry.field
    async def school(self, info: Info) -> LazySchool | None:
        """The school it is charged to; absent for the central administration."""
        return await school_of(info, self.rbd) if self.rbd is not None else None


@strawberry.type
class AccountLine(expenditure_rows.AccountLineRow, Fact):
    @strawberry.field
    async def school(self, info: Info) -> LazySchool | None:
        """The school it is about; absent for the central administration."""
        return await school_of(info, self.rbd) if self.rbd is not None else None


PAYMENTS = payment_rows.PAYMENTS.into(Payment)
SOSTENEDOR_PAYMENTS = payment_rows.SOSTENEDOR_PAYMENTS.into(Payment)
COMPONENTS = payment_rows.PAYMENT_COMPONENTS.into(PaymentComponent)
ADJUSTMENTS = payment_rows.PAYMENT_ADJUSTMENTS.into(PaymentAdjustment)
EXPENDITURES = expenditure_rows.EXPENDITURES.into(Expenditure)
PLAN_ACCOUNTS = expenditure_rows.PLAN_ACCOUNTS.into(PlanAccount)
ACCOUNT_LINES = expenditure_rows.ACCOUNT_LINES.into(AccountLine)
SOSTENEDOR_ACCOUNT_LINES = expenditure_rows.SOSTENEDOR_ACCOUNT_LINES.into(AccountLine)


@strawberry.type
class MoneyQuery:
    @view
    async def payments(
        self,
        info: Info,
        where: Annotated[PaymentFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Payment]:
        """What the ministry paid, by RBD and month."""
        given = await params(info, where or PaymentFilter())
        return await connection(info, PAYMENTS, given, first=first, after=after)

    @view
    async def expenditures(
        self,
        info: Info,
        where: Annotated[ExpenditureFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Expenditure]:
        """Declared documents by allocation, in the order of year and account."""
        given = await params(info, where or ExpenditureFilter())
        return await connection(info, EXPENDITURES, given, first=first, after=after)

    @view
    async def account_lines(
        self,
        info: Info,
        where: Annotated[AccountLineFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[AccountLine]:
        """Lines of the Estado de resultados, in the order of year and account."""
        by_rut = where is not None and where.sostenedor is not None
        listing = SOSTENEDOR_ACCOUNT_LINES if by_rut else ACCOUNT_LINES
        given = await params(info, where or AccountLineFilter())
        return await connection(info, listing, given, first=first, after=after)

    @view
    async def plan_accounts(
        self,
        info: Info,
        where: Annotated[PlanAccountFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[PlanAccount]:
        """Accounts of the plan, with what schools declare in them."""
        given = await params(info, where or PlanAccountFilter())
        return await connection(info, PLAN_ACCOUNTS, given, first=first, after=after)
