"""Documents that decisions point to as evidence, each once, whoever points to it."""

from typing import Annotated

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import EvidenceDocument
from sep_projections.documents import evidence_documents

EVIDENCE_DOCUMENTS = evidence_documents.EVIDENCE_DOCUMENTS.into(EvidenceDocument)
MILESTONE_DOCUMENTS = evidence_documents.MILESTONE_DOCUMENTS.into(EvidenceDocument)
OF_MILESTONE = evidence_documents.OF_MILESTONE


@strawberry.input
class EvidenceDocumentFilter(evidence_documents.EvidenceDocumentFilter):
    pass


@root
class EvidenceDocumentQuery:
    @view
    async def evidence_documents(
        self,
        info: Info,
        where: Annotated[EvidenceDocumentFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[EvidenceDocument]:
        """Documents that decisions point to, by SHA-256, each as the first decision calls it."""
        given = await params(info, where or EvidenceDocumentFilter())
        return await connection(info, EVIDENCE_DOCUMENTS, given, page)
