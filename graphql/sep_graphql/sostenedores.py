"""Sostenedores: their schools, their money, their bank accounts, their agreements."""

from typing import Annotated

import strawberry

from sep_domain.calendar import SchoolYear
from sep_domain.identifiers import Rut
from sep_graphql import links
from sep_graphql.banking import (
    ACCOUNTS,
    CERTIFICATES,
    RELATED_PARTIES,
    BankAccount,
    RelatedParty,
    SaldoCertificate,
)
from sep_graphql.connections import (
    Connection,
    connection,
    connection_of,
    params,
    rows_of_parent,
)
from sep_graphql.context import Info
from sep_graphql.contracts import CONTRACTS, AteContract, AteContractFilter
from sep_graphql.convenios import CONVENIOS, Convenio, ConvenioFilter
from sep_graphql.funds import (
    FundAccount,
    FundStatement,
    FundTotal,
    accounts_of,
    statement_of,
    statements_of,
    total_of,
)
from sep_graphql.known import FILTER, view
from sep_graphql.links import sostenedor_of
from sep_graphql.money import (
    EXPENDITURES,
    SOSTENEDOR_PAYMENTS,
    Expenditure,
    ExpenditureFilter,
    Payment,
    PaymentFilter,
)
from sep_graphql.resolutions import OrderedOnSostenedor
from sep_graphql.sanctions import SanctionedSostenedor
from sep_graphql.schools import SCHOOLS, School, SchoolFilter
from sep_projections.funds.funds import SEP
from sep_projections.reading.columns import SOSTENEDOR
from sep_projections.schools import sostenedores as sostenedor_rows


@strawberry.input
class SostenedorFilter(sostenedor_rows.SostenedorFilter):
    pass


@strawberry.type
class Sostenedor(sostenedor_rows.SostenedorRow, OrderedOnSostenedor, SanctionedSostenedor):
    @strawberry.field
    async def schools(
        self,
        info: Info,
        year: SchoolYear | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[School]:
        """The schools it holds in an edition of the register: of a year, or the latest."""
        given = await params(info, SchoolFilter(year=year))
        return await connection_of(
            info, SCHOOLS, (SOSTENEDOR,), (self.rut,), given, first=first, after=after
        )

    @strawberry.field
    async def payments(
        self,
        info: Info,
        year: SchoolYear | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Payment]:
        """What the ministry paid for its schools, by school and month."""
        given = await params(info, PaymentFilter(year=year))
        return await connection_of(
            info, SOSTENEDOR_PAYMENTS, (SOSTENEDOR,), (self.rut,), given, first=first, after=after
        )

    @strawberry.field
    async def expenditures(
        self,
        info: Info,
        where: Annotated[ExpenditureFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Expenditure]:
        """The documents it declared, its central administration included."""
        given = await params(info, where or ExpenditureFilter())
        return await connection_of(
            info, EXPENDITURES, (SOSTENEDOR,), (self.rut,), given, first=first, after=after
        )

    @strawberry.field
    async def expenditures_by_account(
        self, info: Info, year: SchoolYear | None = None, subvencion: str = SEP
    ) -> list[FundAccount]:
        """What it declared to have spent, by year and account."""
        return await accounts_of(info, self.rut, year, subvencion)

    @strawberry.field
    async def fund_statement(
        self, info: Info, year: SchoolYear, subvencion: str = SEP
    ) -> FundStatement:
        """Opening, income, spending and closing of a year, over all its schools."""
        return await statement_of(info, self.rut, year, subvencion)

    @strawberry.field
    async def fund_statements(self, info: Info, subvencion: str = SEP) -> list[FundStatement]:
        """The statements of all years, the earliest first."""
        return await statements_of(info, self.rut, subvencion)

    @strawberry.field
    async def fund_total(
        self,
        info: Info,
        from_year: SchoolYear | None = None,
        to_year: SchoolYear | None = None,
        subvencion: str = SEP,
    ) -> FundTotal | None:
        """Several years together, what is carried from one to the next counted once."""
        return await total_of(info, self.rut, (from_year, to_year), subvencion)

    @strawberry.field
    async def bank_accounts(self, info: Info) -> list[BankAccount]:
        """Its bank accounts, as their statements show them."""
        given = await params(info)
        return await rows_of_parent(info, ACCOUNTS, (SOSTENEDOR,), (self.rut,), given)

    @strawberry.field
    async def saldo_certificates(self, info: Info) -> list[SaldoCertificate]:
        """Bank certificates of what was left at each year's end."""
        given = await params(info)
        return await rows_of_parent(info, CERTIFICATES, (SOSTENEDOR,), (self.rut,), given)

    @strawberry.field
    async def convenios(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Convenio]:
        """The convenios it holds."""
        given = await params(info, ConvenioFilter())
        return await connection_of(
            info, CONVENIOS, (SOSTENEDOR,), (self.rut,), given, first=first, after=after
        )

    @strawberry.field
    async def ate_contracts(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[AteContract]:
        """Its contracts with external advisers."""
        given = await params(info, AteContractFilter())
        return await connection_of(
            info, CONTRACTS, (SOSTENEDOR,), (self.rut,), given, first=first, after=after
        )

    @strawberry.field
    async def related_parties(self, info: Info) -> list[RelatedParty]:
        """Persons and companies it declared to be related to."""
        given = await params(info)
        return await rows_of_parent(info, RELATED_PARTIES, (SOSTENEDOR,), (self.rut,), given)


SOSTENEDORES = sostenedor_rows.SOSTENEDORES.into(Sostenedor)
SOSTENEDORES_BY_RUT = sostenedor_rows.SOSTENEDORES_BY_RUT.into(Sostenedor)
links.SOSTENEDORES.is_listed_by(SOSTENEDORES_BY_RUT)


@strawberry.type
class SostenedorQuery:
    @view
    async def sostenedor(self, info: Info, rut: Rut) -> Sostenedor | None:
        """A sostenedor by RUT."""
        return await sostenedor_of(info, rut)

    @view
    async def sostenedores(
        self,
        info: Info,
        where: Annotated[SostenedorFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Sostenedor]:
        """Whoever has held schools, by RUT."""
        given = await params(info, where or SostenedorFilter())
        return await connection(info, SOSTENEDORES, given, first=first, after=after)
