"""What falls due next, what is blocked and why, who does not render: each with its legal basis."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.law.legal_numbers import legal_number
from sep_domain.obligations.catalogue import Obliged
from sep_domain.obligations.kinds import Duty, Hindrance, basis_of, who_owes
from sep_domain.obligations.silence import what_lacks
from sep_domain.resolucion.kinds import ground_of
from sep_graphql.acts.resolutions import Resolution, ResolutionFilter, resolutions_of
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.legal_basis import LegalBasis, legal_basis
from sep_graphql.answering.pages.connections import Connection, connection, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.schools.schools import OfSchool, School, school_of
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.obligations import blocked_processes, due_dates
from sep_projections.obligations.obligations import law
from sep_projections.rendicion import not_rendering

for _enum in (Duty, Hindrance):
    strawberry.enum(_enum)


@strawberry.input
class DueFilter(due_dates.DueFilter):
    pass


@strawberry.type
class Due(due_dates.DueRow, OfSostenedor):
    lacking: strawberry.Private[list[str]]
    place: strawberry.Private[int]

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school it is about."""
        return None if self.rbd is None else await school_of(info, self.rbd)

    @strawberry.field
    def who(self) -> Obliged:
        """Whose duty it is, or whose right that ends with its day."""
        return who_owes(self.duty)

    @strawberry.field
    def lacks(self) -> list[str]:
        """What would have to be known to say whether it was done, in Spanish."""
        return what_lacks(self.lacking)

    @strawberry.field
    def basis(self) -> LegalBasis:
        """The article it rests on, and what has to be done."""
        return legal_basis(basis_of(self.duty))


@strawberry.input
class BlockedFilter(blocked_processes.BlockedFilter):
    pass


@strawberry.type
class Blocked(blocked_processes.BlockedRow, OfSchool, OfSostenedor):
    lacking: strawberry.Private[list[str]]

    @strawberry.field
    def lacks(self) -> list[str]:
        """What would have to be known to say whether it was done, in Spanish."""
        return what_lacks(self.lacking)

    @strawberry.field
    def basis(self) -> LegalBasis:
        """The article it rests on, and why it cannot go on."""
        if self.ordered is None:
            return legal_basis(basis_of(self.hindrance))
        ground = ground_of(self.ordered)
        return LegalBasis(
            article=ground.article, law=ground.law, confidence=ground.confidence, text=ground.text
        )


@strawberry.input
class NotRenderingFilter(not_rendering.NotRenderingFilter):
    pass


@strawberry.type
class NotRendering(not_rendering.NotRenderingRow, OfSostenedor):
    lacking: strawberry.Private[list[str]]
    asked_on: strawberry.Private[date]

    @strawberry.field
    def exposed_share(self) -> Decimal | None:
        """What part of each later payment the law exposes to a retention, at least; absent before
        there was such a law (Ley 21.006 art 1)."""
        least = legal_number("retention_without_rendicion", self.asked_on)
        return None if least is None else least.decimal

    @strawberry.field
    async def retentions(self, info: Info) -> list[Resolution]:
        """The retentions that were ordered of its schools and held on the day, for want of a
        rendición, of whatever year."""
        where = ResolutionFilter(in_force_on=self.asked_on, kind=ResolutionKind.RETENCION_RENDICION)
        found = await asyncio.gather(*(resolutions_of(info, rbd, where) for rbd in self.rbds))
        return list({each.position: each for of_school in found for each in of_school}.values())

    @strawberry.field
    def lacks(self) -> list[str]:
        """What would have to be known to say whether it was done, in Spanish."""
        return what_lacks(self.lacking)


DUE = due_dates.DUE.into(Due)
BLOCKED = blocked_processes.BLOCKED.into(Blocked)
NOT_RENDERING = not_rendering.NOT_RENDERING.into(NotRendering)


@root
class ObligationQuery:
    @view
    async def due_next(
        self,
        info: Info,
        on: date,
        where: Annotated[DueFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Due]:
        """What was still to be done on a day, in the order of the days; the overdue comes first."""
        known = await info.context.operation.known(view_of(info))
        given = due_dates.due_params(known, on, where or DueFilter())
        return await connection(info, DUE, given, page)

    @view
    async def blocked(
        self,
        info: Info,
        on: date,
        where: Annotated[BlockedFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Blocked]:
        """What could not go on on a day, and why, by school."""
        known = await info.context.operation.known(view_of(info))
        given = blocked_processes.blocked_params(known, on, where or BlockedFilter())
        return await connection(info, BLOCKED, given, page)

    @view
    async def not_rendering(
        self,
        info: Info,
        on: date,
        where: Annotated[NotRenderingFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[NotRendering]:
        """Sostenedores with years that were due and not rendered on a day, by RUT and year."""
        given = {**await params(info, where or NotRenderingFilter(), on=on), **law(on)}
        return await connection(info, NOT_RENDERING, given, page)
