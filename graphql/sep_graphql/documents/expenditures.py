"""What sostenedores declare: documents, account lines, and the plan of accounts."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, connection_of, params
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import School, school_of
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.documents import expenditures as expenditure_rows
from sep_projections.reading.columns import RBD, SOSTENEDOR


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
class Expenditure(expenditure_rows.ExpenditureRow, Fact, OfSostenedor):
    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school it is charged to; absent for the central administration."""
        return await school_of(info, self.rbd) if self.rbd is not None else None


@strawberry.type
class AccountLine(expenditure_rows.AccountLineRow, Fact):
    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school it is about; absent for the central administration."""
        return await school_of(info, self.rbd) if self.rbd is not None else None


EXPENDITURES = expenditure_rows.EXPENDITURES.into(Expenditure)

PLAN_ACCOUNTS = expenditure_rows.PLAN_ACCOUNTS.into(PlanAccount)

ACCOUNT_LINES = expenditure_rows.ACCOUNT_LINES.into(AccountLine)

SOSTENEDOR_ACCOUNT_LINES = expenditure_rows.SOSTENEDOR_ACCOUNT_LINES.into(AccountLine)


@field_of(Sostenedor, "expenditures")
async def sostenedor_expenditures(
    sostenedor: Parent[Sostenedor],
    info: Info,
    where: Annotated[ExpenditureFilter | None, FILTER] = None,
    page: Paging = FIRST_PAGE,
) -> Connection[Expenditure]:
    """The documents it declared, its central administration included."""
    given = await params(info, where or ExpenditureFilter())
    return await connection_of(
        info, EXPENDITURES, (SOSTENEDOR,), (sostenedor.rut,), given, page=page
    )


@field_of(School, "expenditures")
async def school_expenditures(
    school: Parent[School],
    info: Info,
    where: Annotated[ExpenditureFilter | None, FILTER] = None,
    page: Paging = FIRST_PAGE,
) -> Connection[Expenditure]:
    """The documents charged to it."""
    given = await params(info, where or ExpenditureFilter())
    return await connection_of(info, EXPENDITURES, (RBD,), (school.rbd,), given, page=page)


@root
class ExpenditureQuery:
    @view
    async def expenditures(
        self,
        info: Info,
        where: Annotated[ExpenditureFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Expenditure]:
        """Declared documents by allocation, in the order of year and account."""
        given = await params(info, where or ExpenditureFilter())
        return await connection(info, EXPENDITURES, given, page)

    @view
    async def account_lines(
        self,
        info: Info,
        where: Annotated[AccountLineFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AccountLine]:
        """Lines of the Estado de resultados, in the order of year and account."""
        by_rut = where is not None and where.sostenedor is not None
        listing = SOSTENEDOR_ACCOUNT_LINES if by_rut else ACCOUNT_LINES
        given = await params(info, where or AccountLineFilter())
        return await connection(info, listing, given, page)

    @view
    async def plan_accounts(
        self,
        info: Info,
        where: Annotated[PlanAccountFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PlanAccount]:
        """Accounts of the plan, with what schools declare in them."""
        given = await params(info, where or PlanAccountFilter())
        return await connection(info, PLAN_ACCOUNTS, given, page)
