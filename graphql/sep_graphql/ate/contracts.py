"""External advisers (ATE), their contracts, milestones and payments."""

from datetime import date
from typing import Annotated, Any

import strawberry

from sep_domain.ate import law
from sep_domain.values.identifiers import Rut
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    connection_of,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.connections import connection_of as page_of
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging, connection_field
from sep_graphql.answering.root import root
from sep_graphql.ate.deliverables import (
    DELIVERABLES,
    PROVIDER_STANDINGS,
    STORY,
    AteDeliverable,
    AteProviderStatus,
    ContractStoryStep,
)
from sep_graphql.ate.rulings import JudgedContract, JudgedProvider
from sep_graphql.documents.evidence_documents import MILESTONE_DOCUMENTS, OF_MILESTONE
from sep_graphql.log.events import Approved, EvidenceDocument, Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.ate import contracts
from sep_projections.reading.columns import ATE, CONTRACT, RBD, SOSTENEDOR, TENDER
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Parent


@strawberry.input
class AteContractFilter(contracts.AteContractFilter):
    pass


@strawberry.input
class AteProviderFilter(contracts.AteProviderFilter):
    pass


@strawberry.type
class AteContractStep(contracts.AteContractStepRow, Fact):
    pass


@strawberry.type
class AteMilestone(contracts.AteMilestoneRow, Fact):
    @strawberry.field
    def review_due(self) -> date | None:
        """The last day to approve or return the last report; absent while there is none."""
        return None if self.delivered_on is None else law.review_due(self.delivered_on)

    @strawberry.field
    def correction_due(self) -> date | None:
        """The last day to correct what was last returned; absent where nothing was."""
        return None if self.returned_on is None else law.correction_due(self.returned_on)

    @strawberry.field
    async def documents(self, info: Info) -> list[EvidenceDocument]:
        """What shows how far it got: reports, approvals, invoices and payments."""
        parent = (self.contract, self.milestone)
        return await rows_of_parent(
            info, MILESTONE_DOCUMENTS, OF_MILESTONE, parent, await params(info)
        )


@strawberry.input
class AteContractShareFilter(contracts.AteContractShareFilter):
    pass


@strawberry.type
class AteContractShare(contracts.AteContractShareRow, Fact, OfSchool, OfSostenedor):
    pass


@strawberry.type
class AtePaymentShare(contracts.AtePaymentShareRow):
    pass


@strawberry.type
class AtePaymentStatement(contracts.AtePaymentStatementRow, Approved):
    pass


@strawberry.type
class AteContractPayment(contracts.AteContractPaymentRow, Approved):
    @strawberry.field
    async def shares(self, info: Info) -> list[AtePaymentShare]:
        """What each of those who contract together bears of it; they add up to it."""
        return await rows_of_parent(info, PAYMENT_SHARES, *self._key(), await params(info))

    @strawberry.field
    async def statements(self, info: Info) -> list[AtePaymentStatement]:
        """All that files and commands say of it, in the order in which it was recorded."""
        return await rows_of_parent(info, PAYMENT_STATEMENTS, *self._key(), await params(info))

    def _key(self) -> tuple[tuple[Column, ...], Parent]:
        return (CONTRACT, contracts.PAYMENT), (self.contract, self.payment)


@strawberry.type
class AteTenderStep(contracts.AteTenderStepRow, Fact):
    pass


@strawberry.input
class AteTenderFilter(contracts.AteTenderFilter):
    pass


@strawberry.type
class TenderCriterion:
    """What bids are judged by."""

    name: str
    points: int
    """The most it gives; those of a tender add up to 100."""


@strawberry.type
class AteTender(contracts.AteTenderRow, Fact, OfSchool, OfSostenedor):
    criteria_stated: strawberry.Private[list[dict[str, Any]] | None] = None

    @strawberry.field
    def criteria(self) -> list[TenderCriterion]:
        """What bids are judged by; nothing where no terms are known, as for tenders of files."""
        return [TenderCriterion(**each) for each in self.criteria_stated or ()]

    @strawberry.field
    async def steps(self, info: Info) -> list[AteTenderStep]:
        """Its terms, its bids and their points, or that nobody was awarded."""
        return await rows_of_parent(
            info, TENDER_STEPS, (TENDER,), (self.tender,), await params(info)
        )


@strawberry.type
class AteProviderStep(contracts.AteProviderStepRow, Fact):
    pass


@strawberry.type
class AteProvider(contracts.AteProviderRow, JudgedProvider):
    @strawberry.field
    async def steps(self, info: Info) -> list[AteProviderStep]:
        """Applications, evaluations, suspensions, removals, reinstatements, declared conflicts."""
        return await rows_of_parent(
            info, PROVIDER_STEPS, (ATE,), (self.ate_rut,), await params(info)
        )

    @strawberry.field
    async def status_on(self, info: Info, on: date) -> AteProviderStatus | None:
        """Where it stood in the registry on a day."""
        given = await params(info, on=on)
        return await row_of(info, PROVIDER_STANDINGS, (ATE,), (self.ate_rut,), given)

    @connection_field
    async def deliverables(
        self,
        info: Info,
        on: date,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AteDeliverable]:
        """The milestones of its contracts as they stood on a day."""
        given = await params(info, on=on, of_rbd=None, of_sostenedor=None)
        return await page_of(info, DELIVERABLES, (ATE,), (self.ate_rut,), given, page=page)

    @connection_field
    async def contracts(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection["AteContract"]:
        """Its contracts."""
        given = await params(info, AteContractFilter())
        return await page_of(info, CONTRACTS, (ATE,), (self.ate_rut,), given, page=page)


@strawberry.type
class AteContract(contracts.AteContractRow, Fact, JudgedContract, OfSchool, OfSostenedor):
    @strawberry.field
    async def provider(self, info: Info) -> AteProvider | None:
        """The adviser."""
        given = await params(info, AteProviderFilter())
        return await row_of(info, PROVIDERS, (ATE,), (self.ate_rut,), given)

    @strawberry.field
    async def tender(self, info: Info) -> AteTender | None:
        """The tender, or exception, that it rests on; absent where it names none."""
        if self.tender_number is None:
            return None
        given = await params(info, AteTenderFilter())
        return await row_of(info, TENDERS, (TENDER,), (self.tender_number,), given)

    @strawberry.field
    async def milestones(self, info: Info) -> list[AteMilestone]:
        """Its deliverables, in order."""
        return await rows_of_parent(
            info, MILESTONES, (CONTRACT,), (self.contract,), await params(info)
        )

    @strawberry.field
    async def payments(self, info: Info) -> list[AteContractPayment]:
        """What was paid, in order."""
        return await rows_of_parent(
            info, PAYMENTS, (CONTRACT,), (self.contract,), await params(info)
        )

    @strawberry.field
    async def shares(self, info: Info) -> list[AteContractShare]:
        """What each of those who contract together bears; of one alone, all."""
        given = await params(info, AteContractShareFilter())
        return await rows_of_parent(info, SHARES, (CONTRACT,), (self.contract,), given)

    @strawberry.field
    async def story(self, info: Info) -> list[ContractStoryStep]:
        """Everything that happened in it and in its tenders, by day."""
        return await rows_of_parent(info, STORY, (CONTRACT,), (self.contract,), await params(info))

    @strawberry.field
    async def steps(self, info: Info) -> list[AteContractStep]:
        """The need, who joins, its start, amendments, end and evaluation."""
        return await rows_of_parent(info, STEPS, (CONTRACT,), (self.contract,), await params(info))


CONTRACTS = contracts.CONTRACTS.into(AteContract)
STEPS = contracts.CONTRACT_STEPS.into(AteContractStep)
MILESTONES = contracts.MILESTONES.into(AteMilestone)
PAYMENTS = contracts.CONTRACT_PAYMENTS.into(AteContractPayment)
SHARES = contracts.CONTRACT_SHARES.into(AteContractShare)
PAYMENT_SHARES = contracts.PAYMENT_SHARES.into(AtePaymentShare)
PAYMENT_STATEMENTS = contracts.PAYMENT_STATEMENTS.into(AtePaymentStatement)
TENDERS = contracts.TENDERS.into(AteTender)
TENDER_STEPS = contracts.TENDER_STEPS.into(AteTenderStep)
PROVIDERS = contracts.PROVIDERS.into(AteProvider)
PROVIDER_STEPS = contracts.PROVIDER_STEPS.into(AteProviderStep)


@field_of(Sostenedor, "ate_contracts")
async def sostenedor_ate_contracts(
    sostenedor: strawberry.Parent[Sostenedor],
    info: Info,
    page: Paging = FIRST_PAGE,
) -> Connection[AteContract]:
    """Its contracts with external advisers."""
    given = await params(info, AteContractFilter())
    return await connection_of(info, CONTRACTS, (SOSTENEDOR,), (sostenedor.rut,), given, page=page)


@field_of(School, "ate_contracts")
async def school_ate_contracts(school: strawberry.Parent[School], info: Info) -> list[AteContract]:
    """Its contracts with external advisers."""
    given = await params(info, AteContractFilter())
    return await rows_of_parent(info, CONTRACTS, (RBD,), (school.rbd,), given)


@root
class ContractQuery:
    @view
    async def ate_contract(self, info: Info, contract: str) -> AteContract | None:
        """A contract by its number."""
        given = await params(info, AteContractFilter(contract=contract))
        return await row_of(info, CONTRACTS, (CONTRACT,), (contract,), given)

    @view
    async def ate_contracts(
        self,
        info: Info,
        where: Annotated[AteContractFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AteContract]:
        """Contracts with advisers, by number."""
        given = await params(info, where or AteContractFilter())
        return await connection(info, CONTRACTS, given, page)

    @view
    async def ate_contract_shares(
        self,
        info: Info,
        where: Annotated[AteContractShareFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AteContractShare]:
        """What a school or a sostenedor bears of contracts with advisers, by contract."""
        given = await params(info, where or AteContractShareFilter())
        return await connection(info, SHARES, given, page)

    @view
    async def ate_tenders(
        self,
        info: Info,
        where: Annotated[AteTenderFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AteTender]:
        """Tenders for advice, and the exceptions that stand in for them, by code."""
        given = await params(info, where or AteTenderFilter())
        return await connection(info, TENDERS, given, page)

    @view
    async def ate_provider(self, info: Info, rut: Rut) -> AteProvider | None:
        """An adviser by RUT."""
        given = await params(info, AteProviderFilter(ate=rut))
        return await row_of(info, PROVIDERS, (ATE,), (rut,), given)

    @view
    async def ate_providers(
        self,
        info: Info,
        where: Annotated[AteProviderFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AteProvider]:
        """Advisers, by RUT."""
        given = await params(info, where or AteProviderFilter())
        return await connection(info, PROVIDERS, given, page)
