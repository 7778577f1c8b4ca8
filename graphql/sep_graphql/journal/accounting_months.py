"""Months of a sostenedor's books: closed, reopened, and what was entered in them late."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.journal import accounting_months


@strawberry.input
class AccountingMonthFilter(accounting_months.AccountingMonthFilter):
    pass


@strawberry.type
class AccountingMonth(accounting_months.AccountingMonthRow, OfSostenedor):
    pass


MONTHS = accounting_months.ACCOUNTING_MONTHS.into(AccountingMonth)


@root
class AccountingMonthQuery:
    @view
    async def accounting_months(
        self,
        info: Info,
        where: Annotated[AccountingMonthFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AccountingMonth]:
        """Months that were ever closed, by sostenedor."""
        given = await params(info, where or AccountingMonthFilter())
        return await connection(info, MONTHS, given, page)
