"""Rendiciones: the whole story of each, what is missing, what was moved, what was changed."""

from datetime import date
from typing import Annotated

import strawberry

from sep_domain.calendar import SchoolYear
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.obligations.kinds import basis_of_item
from sep_domain.rendicion.checklist import ChecklistItem, ItemState, Standing, checklist, shortfall
from sep_graphql.connections import Connection, connection, params, row_of, rows_of_parent
from sep_graphql.context import Info
from sep_graphql.known import FILTER, view
from sep_graphql.legal_basis import LegalBasis, legal_basis
from sep_graphql.links import OfSchool, OfSostenedor
from sep_graphql.log import Fact
from sep_projections.reads import banking, rendiciones
from sep_projections.reads.rendiciones import KEY

SEP = "SEP"

Parent = tuple[Rbd, SchoolYear, str, Rut]


@strawberry.input
class RendicionFilter(rendiciones.RendicionFilter):
    pass


@strawberry.type
class RendicionStep(rendiciones.RendicionStepRow, Fact):
    pass


@strawberry.type
class RendicionAmounts(rendiciones.RendicionAmountsRow):
    pass


@strawberry.type
class RendicionAsFiled(rendiciones.RendicionAsFiledRow):
    pass


@strawberry.type
class Reallocation(rendiciones.ReallocationRow, Fact):
    pass


@strawberry.type
class ChecklistEntry:
    """One thing that a rendición consists of, and whether it is there."""

    item: ChecklistItem
    title: str
    """In Spanish."""
    state: ItemState
    done_on: date | None
    detail: str | None
    """In Spanish."""
    amount: Clp | None
    """What is short or without backing, in whole pesos."""

    @strawberry.field
    def basis(self) -> LegalBasis:
        """The obligation that it fulfils."""
        return legal_basis(basis_of_item(self.item.value))


@strawberry.type
class Rendicion(rendiciones.RendicionRow, OfSchool, OfSostenedor):
    @strawberry.field
    async def steps(self, info: Info) -> list[RendicionStep]:
        """Its steps in the order in which they were recorded."""
        given = await params(info)
        return await rows_of_parent(info, RENDICION_STEPS, KEY, _key(self), given)

    @strawberry.field
    async def amounts(self, info: Info) -> RendicionAmounts | None:
        """What was declared for it, by documents and by account lines."""
        return await row_of(info, AMOUNTS, KEY, _key(self), await params(info))

    @strawberry.field
    async def as_filed(self, info: Info) -> RendicionAsFiled | None:
        """What the log said when it was handed in, beside what it says now."""
        return await row_of(info, AS_FILED, KEY, _key(self), await params(info))

    @strawberry.field
    async def reallocations(self, info: Info) -> list[Reallocation]:
        """Amounts moved to another account, fund or school."""
        given = await params(info)
        return await rows_of_parent(info, REALLOCATIONS, KEY, _key(self), given)

    @strawberry.field
    async def certified(self, info: Info) -> Clp | None:
        """Sum of the bank certificates, the latest known of each account; absent without any."""
        return await _certified(info, _key(self))

    @strawberry.field
    async def shortfall(self, info: Info) -> Clp | None:
        """How much less banks certify than its balance, beyond 1 % and 50,000 pesos (RF05)."""
        balance = self.balance
        if balance is None:
            balance = _balance(await row_of(info, AMOUNTS, KEY, _key(self), await params(info)))
        return shortfall(balance, await _certified(info, _key(self)), self.year)

    @strawberry.field
    async def checklist(self, info: Info) -> list[ChecklistEntry]:
        """What is there and what is missing to close the year."""
        return await _checklist(info, _key(self), self)


RENDICIONES = rendiciones.RENDICIONES.into(Rendicion)
RENDICION_STEPS = rendiciones.RENDICION_STEPS.into(RendicionStep)
AMOUNTS = rendiciones.RENDICION_AMOUNTS.into(RendicionAmounts)
AS_FILED = rendiciones.RENDICIONES_AS_FILED.into(RendicionAsFiled)
REALLOCATIONS = rendiciones.REALLOCATIONS.into(Reallocation)


def _key(row: Rendicion) -> Parent:
    return row.rbd, row.year, row.subvencion, row.sostenedor_rut


async def _certified(info: Info, key: Parent) -> Clp | None:
    certificates = await rows_of_parent(
        info, banking.SALDO_CERTIFICATES, KEY, key, await params(info)
    )
    latest = {each.bank_account: each.amount for each in certificates}
    return Clp(sum(latest.values())) if latest else None


def _balance(amounts: RendicionAmounts | None) -> Clp | None:
    if amounts is None or not amounts.rendered_lines:
        return None
    opening, income, spending = amounts.opening, amounts.income, amounts.spending
    if opening is None or income is None or spending is None:
        return None
    return Clp(opening + income - spending)


async def _checklist(info: Info, key: Parent, row: Rendicion | None) -> list[ChecklistEntry]:
    amounts = await row_of(info, AMOUNTS, KEY, key, await params(info))
    _, year, subvencion, _ = key
    standing = Standing(
        year=year,
        subvencion=subvencion,
        payroll_on=row.payroll_on if row else None,
        books_on=row.books_on if row else None,
        accredited_on=row.accredited_on if row else None,
        consejo_informed_on=row.consejo_informed_on if row else None,
        signed_on=row.signed_on if row else None,
        declared_on=row.declared_on if row else None,
        presented_on=row.presented_on if row else None,
        closed_on=row.closed_on if row else None,
        balance=row.balance if row and row.balance is not None else _balance(amounts),
        certified=await _certified(info, key),
        documents=amounts.documents if amounts else 0,
        payroll_documents=amounts.payroll_documents if amounts else 0,
        rendered_lines=amounts.rendered_lines if amounts else 0,
        without_backing=amounts.documents_without_backing if amounts else 0,
        declared_without_backing=amounts.declared_without_backing if amounts else None,
    )
    return [
        ChecklistEntry(
            item=each.item,
            title=each.title,
            state=each.state,
            done_on=each.done_on,
            detail=each.detail,
            amount=each.amount,
        )
        for each in checklist(standing)
    ]


@strawberry.type
class RendicionQuery:
    @view
    async def rendiciones(
        self,
        info: Info,
        where: Annotated[RendicionFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Rendicion]:
        """Rendiciones, by RBD and year."""
        given = await params(info, where or RendicionFilter())
        return await connection(info, RENDICIONES, given, first=first, after=after)

    @view
    async def rendicion(
        self, info: Info, sostenedor: Rut, rbd: Rbd, year: SchoolYear, subvencion: str = SEP
    ) -> Rendicion | None:
        """One rendición; absent while none of its steps is known."""
        return await _one(info, (rbd, year, subvencion, sostenedor))

    @view
    async def rendicion_checklist(
        self, info: Info, sostenedor: Rut, rbd: Rbd, year: SchoolYear, subvencion: str = SEP
    ) -> list[ChecklistEntry]:
        """What is there and what is missing to close a year, also where nothing is there yet."""
        key = (rbd, year, subvencion, sostenedor)
        return await _checklist(info, key, await _one(info, key))


async def _one(info: Info, key: Parent) -> Rendicion | None:
    _, year, subvencion, _ = key
    where = RendicionFilter(year=year, subvencion=subvencion)
    return await row_of(info, RENDICIONES, KEY, key, await params(info, where))
