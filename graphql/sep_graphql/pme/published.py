"""Plans de mejoramiento as the ministry publishes them."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool
from sep_projections.pme import published as published_pme


@strawberry.input
class PublishedPmeFilter(published_pme.PublishedPmeFilter):
    pass


@strawberry.type
class PublishedPmeAction(published_pme.PublishedPmeActionRow, Fact, OfSchool):
    alike: strawberry.Private[str]
    twin: strawberry.Private[int]


ACTIONS = published_pme.PUBLISHED_PME.into(PublishedPmeAction)


@root
class PublishedPmeQuery:
    @view
    async def published_pme_actions(
        self,
        info: Info,
        where: Annotated[PublishedPmeFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PublishedPmeAction]:
        """Actions of plans as the ministry publishes them: estimates and levels, by school."""
        given = await params(info, where or PublishedPmeFilter())
        return await connection(info, ACTIONS, given, page)
