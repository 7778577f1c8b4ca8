"""Sostenedores: whoever holds schools, as every subject may link to them."""

from typing import Annotated

import strawberry

from sep_domain.values.identifiers import Rut
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, row_by_key
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_projections.schools import sostenedores


@strawberry.input
class SostenedorFilter(sostenedores.SostenedorFilter):
    pass


@strawberry.type
class Sostenedor(sostenedores.SostenedorRow):
    pass


SOSTENEDORES = sostenedores.SOSTENEDORES.into(Sostenedor)
SOSTENEDORES_BY_RUT = sostenedores.SOSTENEDORES_BY_RUT.into(Sostenedor)


async def sostenedor_of(info: Info, rut: Rut) -> Sostenedor | None:
    """The sostenedor of a RUT; None where nothing knows it."""
    return await row_by_key(info, SOSTENEDORES_BY_RUT, "ruts", rut, await params(info))


@strawberry.interface
class OfSostenedor:
    """Anything about one sostenedor."""

    sostenedor_rut: Rut

    @strawberry.field
    async def sostenedor(self, info: Info) -> Sostenedor | None:
        """The sostenedor."""
        return await sostenedor_of(info, self.sostenedor_rut)


@root
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
        page: Paging = FIRST_PAGE,
    ) -> Connection[Sostenedor]:
        """Whoever has held schools, by RUT."""
        given = await params(info, where or SostenedorFilter())
        return await connection(info, SOSTENEDORES, given, page)
