"""Documents and what was charged of them to whom."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, connection_of, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging, connection_field
from sep_graphql.answering.root import root
from sep_graphql.documents.expenditures import EXPENDITURES, Expenditure, ExpenditureFilter
from sep_projections.documents import documents


@strawberry.input
class DocumentFilter(documents.DocumentFilter):
    pass


@strawberry.type
class Document(documents.DocumentRow):
    @connection_field
    async def allocations(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Expenditure]:
        """Every part of it, whoever charged it."""
        parent = (self.drawn_by, self.document_type, self.document_number)
        given = await params(info, ExpenditureFilter())
        return await connection_of(info, EXPENDITURES, documents.KEY, parent, given, page=page)


DOCUMENTS = documents.DOCUMENTS.into(Document)


@root
class DocumentQuery:
    @view
    async def documents(
        self,
        info: Info,
        where: Annotated[DocumentFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Document]:
        """Documents with all their allocations, by who drew them up, type and number."""
        given = await params(info, where or DocumentFilter())
        return await connection(info, DOCUMENTS, given, page)
