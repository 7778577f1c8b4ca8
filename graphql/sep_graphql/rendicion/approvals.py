"""What waits for a second person, and which sostenedores ask for two."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_projections.rendicion import approvals


@strawberry.input
class PendingApprovalFilter(approvals.PendingApprovalFilter):
    pass


@strawberry.type
class PendingApproval(approvals.PendingApprovalRow, Fact):
    pass


@strawberry.input
class TwoPersonsFilter(approvals.TwoPersonsFilter):
    pass


@strawberry.type
class TwoPersonsSetting(approvals.TwoPersonsRow, Fact):
    pass


PENDING_APPROVALS = approvals.PENDING_APPROVALS.into(PendingApproval)
TWO_PERSONS = approvals.TWO_PERSONS.into(TwoPersonsSetting)


@root
class ApprovalQuery:
    @view
    async def pending_approvals(
        self,
        info: Info,
        where: Annotated[PendingApprovalFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PendingApproval]:
        """What one person prepared and another is to approve, in the order of the log."""
        given = await params(info, where or PendingApprovalFilter())
        return await connection(info, PENDING_APPROVALS, given, page)

    @view
    async def two_persons_settings(
        self,
        info: Info,
        where: Annotated[TwoPersonsFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[TwoPersonsSetting]:
        """From when on sostenedores ask for two persons, in the order in which it was decided."""
        given = await params(info, where or TwoPersonsFilter())
        return await connection(info, TWO_PERSONS, given, page)
