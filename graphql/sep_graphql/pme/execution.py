"""The plan de mejoramiento against its budget, by action and by dimension."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, connection_of, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging, connection_field
from sep_graphql.answering.root import root
from sep_graphql.documents.expenditures import EXPENDITURES, Expenditure, ExpenditureFilter
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool
from sep_projections.funds.funds import SEP
from sep_projections.pme import execution as pme_execution
from sep_projections.pme.execution import PME_ACTION
from sep_projections.reading.columns import RBD


@strawberry.input
class PmeExecutionFilter(pme_execution.PmeExecutionFilter):
    pass


@strawberry.type
class PmeActionExecution(pme_execution.PmeExecutionRow, Fact, OfSchool):
    @connection_field
    async def expenditures(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Expenditure]:
        """The declared documents that name it, out of the SEP."""
        given = await params(info, ExpenditureFilter(subvencion=SEP))
        named = (self.rbd, f"{self.year}/{self.action.lower()}")
        return await connection_of(info, EXPENDITURES, (RBD, PME_ACTION), named, given, page=page)


@strawberry.type
class PmeDimensionExecution(pme_execution.PmeDimensionRow, OfSchool):
    pass


PME_EXECUTION = pme_execution.PME_EXECUTION.into(PmeActionExecution)
PME_DIMENSIONS = pme_execution.PME_DIMENSIONS.into(PmeDimensionExecution)


@root
class PmeExecutionQuery:
    @view
    async def pme_execution(
        self,
        info: Info,
        where: Annotated[PmeExecutionFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PmeActionExecution]:
        """Planned actions beside what was declared for them, by RBD, year and action."""
        known = await info.context.operation.known(view_of(info))
        given = pme_execution.execution_params(known, where or PmeExecutionFilter())
        return await connection(info, PME_EXECUTION, given, page)

    @view
    async def pme_dimensions(
        self,
        info: Info,
        where: Annotated[PmeExecutionFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PmeDimensionExecution]:
        """The plan of each school and year by dimension beside what was declared for it."""
        known = await info.context.operation.known(view_of(info))
        given = pme_execution.execution_params(known, where or PmeExecutionFilter())
        return await connection(info, PME_DIMENSIONS, given, page)
