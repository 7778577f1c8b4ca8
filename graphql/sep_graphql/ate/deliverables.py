"""How advice goes: the story of a contract, deliverables, payments, the standing of advisers."""

from datetime import date
from typing import Annotated

import strawberry

from sep_domain.ate import law
from sep_domain.ate.standings import DeliverableStanding, ProviderStanding
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.ate import contract_story, provider_status
from sep_projections.ate import payments as ate_payments
from sep_projections.obligations.obligations import numbers_with_advice
from sep_projections.reading.columns import CONTRACT

for _enum in (DeliverableStanding, ProviderStanding):
    strawberry.enum(_enum)


@strawberry.type
class ContractStoryStep(contract_story.ContractStoryRow, Fact):
    pass


@strawberry.type
class AteDeliverable(provider_status.DeliverableRow, Fact, OfSchool, OfSostenedor):
    @strawberry.field
    def review_due(self) -> date | None:
        """The last day to approve or return its report; absent where none is in review."""
        if self.standing is not DeliverableStanding.IN_REVIEW or self.delivered_on is None:
            return None
        return law.review_due(self.delivered_on)

    @strawberry.field
    def correction_due(self) -> date | None:
        """The last day to correct its report; absent where none was returned."""
        if self.standing is not DeliverableStanding.RETURNED or self.returned_on is None:
            return None
        return law.correction_due(self.returned_on)


@strawberry.type
class AteProviderStatus(provider_status.ProviderStandingRow):
    pass


@strawberry.input
class AtePaymentFilter(ate_payments.AtePaymentFilter):
    pass


@strawberry.type
class AtePayment(ate_payments.AtePaymentRow, Fact, OfSchool, OfSostenedor):
    pass


STORY = contract_story.CONTRACT_STORY.into(ContractStoryStep)
DELIVERABLES = provider_status.DELIVERABLES.into(AteDeliverable)
PROVIDER_STANDINGS = provider_status.PROVIDER_STANDINGS.into(AteProviderStatus)
ATE_PAYMENTS = ate_payments.ATE_PAYMENTS.into(AtePayment)


@root
class DeliverableQuery:
    @view
    async def ate_contract_story(self, info: Info, contract: str) -> list[ContractStoryStep]:
        """Everything that happened in a contract, also while it is only tendered."""
        return await rows_of_parent(info, STORY, (CONTRACT,), (contract,), await params(info))

    @view
    async def ate_payments(
        self,
        info: Info,
        where: Annotated[AtePaymentFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AtePayment]:
        """Payments to advisers with what stands behind each, by contract."""
        given = {**await params(info, where or AtePaymentFilter()), **numbers_with_advice()}
        return await connection(info, ATE_PAYMENTS, given, page)
