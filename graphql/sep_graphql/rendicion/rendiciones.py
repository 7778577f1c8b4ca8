"""Rendiciones: the whole story of each, what is missing, what was moved, what was changed."""

from datetime import date
from typing import Annotated

import strawberry

from sep_domain.dates.calendar import SchoolYear
from sep_domain.dates.days import today
from sep_domain.rendicion.law import shortfall
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Approved, Fact
from sep_graphql.rendicion import checks
from sep_graphql.rendicion.checks import (
    ON,
    ChecklistEntry,
    Parent,
    RendicionAgreement,
    RendicionAmounts,
    RendicionPrefilled,
    RendicionReview,
)
from sep_graphql.schools.schools import OfSchool, School
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.reading.columns import RBD
from sep_projections.rendicion import rendiciones
from sep_projections.rendicion.rendiciones import KEY

SEP = "SEP"


@strawberry.input
class RendicionFilter(rendiciones.RendicionFilter):
    pass


@strawberry.type
class RendicionStep(rendiciones.RendicionStepRow, Approved):
    pass


@strawberry.type
class RendicionAsFiled(rendiciones.RendicionAsFiledRow):
    pass


@strawberry.type
class Reallocation(rendiciones.ReallocationRow, Fact):
    pass


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
        return await self._amounts(info)

    async def _amounts(self, info: Info) -> RendicionAmounts | None:
        return await row_of(info, checks.AMOUNTS, KEY, _key(self), await params(info))

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
        return await checks.certified_balance(info, _key(self))

    @strawberry.field
    async def shortfall(self, info: Info) -> Clp | None:
        """How much less banks certify than its balance, beyond 1 % and 50,000 pesos (RF05)."""
        balance = self.balance
        if balance is None:
            balance = checks.balance_of(await self._amounts(info))
        return shortfall(balance, await checks.certified_balance(info, _key(self)), self.year)

    @strawberry.field
    async def review(self, info: Info) -> RendicionReview | None:
        """What is accepted, rejected and pending of what is declared."""
        return await row_of(info, checks.REVIEWS, KEY, _key(self), await params(info))

    @strawberry.field
    async def pending(self, info: Info) -> Clp | None:
        """Neither accepted nor rejected; absent where nothing was declared."""
        found = await row_of(info, checks.REVIEWS, KEY, _key(self), await params(info))
        return found.pending if found else None

    @strawberry.field
    async def prefilled(self, info: Info) -> RendicionPrefilled:
        """What each stage would declare, from what the ledger knows."""
        return checks.prefilled_rendicion(await checks.books_known(info, _key(self)))

    @strawberry.field
    async def agreements(
        self, info: Info, on: Annotated[date | None, ON] = None
    ) -> list[RendicionAgreement]:
        """declared = documents = books = bank, total by total and source by source."""
        compared = await checks.agreements_of(info, _key(self), self, on or today())
        return list(map(checks.agreement, compared))

    @strawberry.field
    async def checklist(
        self, info: Info, on: Annotated[date | None, ON] = None
    ) -> list[ChecklistEntry]:
        """What is there and what is missing to close the year."""
        return await checks.checklist_entries(info, _key(self), self, on or today())


RENDICIONES = rendiciones.RENDICIONES.into(Rendicion)
RENDICION_STEPS = rendiciones.RENDICION_STEPS.into(RendicionStep)
AS_FILED = rendiciones.RENDICIONES_AS_FILED.into(RendicionAsFiled)
REALLOCATIONS = rendiciones.REALLOCATIONS.into(Reallocation)


def _key(row: Rendicion) -> Parent:
    return row.rbd, row.year, row.subvencion, row.sostenedor_rut


@field_of(School, "rendiciones")
async def school_rendiciones(
    school: strawberry.Parent[School],
    info: Info,
    year: SchoolYear | None = None,
    subvencion: str | None = None,
) -> list[Rendicion]:
    """Its rendiciones, the earliest first."""
    where = RendicionFilter(year=year, subvencion=subvencion)
    given = await params(info, where)
    return await rows_of_parent(info, RENDICIONES, (RBD,), (school.rbd,), given)


@root
class RendicionQuery:
    @view
    async def rendiciones(
        self,
        info: Info,
        where: Annotated[RendicionFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Rendicion]:
        """Rendiciones, by RBD and year."""
        given = await params(info, where or RendicionFilter())
        return await connection(info, RENDICIONES, given, page)

    @view
    async def rendicion(
        self, info: Info, sostenedor: Rut, rbd: Rbd, year: SchoolYear, subvencion: str = SEP
    ) -> Rendicion | None:
        """One rendición; absent while none of its steps is known."""
        return await _one(info, (rbd, year, subvencion, sostenedor))

    @view
    async def rendicion_checklist(
        self,
        info: Info,
        sostenedor: Rut,
        rbd: Rbd,
        year: SchoolYear,
        subvencion: str = SEP,
        *,
        on: Annotated[date | None, ON] = None,
    ) -> list[ChecklistEntry]:
        """What is there and what is missing to close a year, also where nothing is there yet."""
        key = (rbd, year, subvencion, sostenedor)
        return await checks.checklist_entries(info, key, await _one(info, key), on or today())

    @view
    async def rendicion_prefilled(
        self, info: Info, sostenedor: Rut, rbd: Rbd, year: SchoolYear, subvencion: str = SEP
    ) -> RendicionPrefilled:
        """What each stage of a year would declare, also where nothing is declared yet."""
        books = await checks.books_known(info, (rbd, year, subvencion, sostenedor))
        return checks.prefilled_rendicion(books)


async def _one(info: Info, key: Parent) -> Rendicion | None:
    _, year, subvencion, _ = key
    where = RendicionFilter(year=year, subvencion=subvencion)
    return await row_of(info, RENDICIONES, KEY, key, await params(info, where))
