"""Convenios and planned actions."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    connection_of,
    params,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.convenios.terms import ConvenioTerm, term_of
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.convenios import convenios
from sep_projections.reading.columns import NUMBER, RBD, SOSTENEDOR


@strawberry.input
class ConvenioFilter(convenios.ConvenioFilter):
    pass


@strawberry.type
class ConvenioStep(convenios.ConvenioStepRow, Fact):
    pass


@strawberry.type
class Convenio(convenios.ConvenioRow, Fact, OfSchool, OfSostenedor):
    @strawberry.field
    async def money(self, info: Info) -> ConvenioTerm | None:
        """The money of its term, and what the rules say of it."""
        return await term_of(info, self.rbd, self.number)

    @strawberry.field
    async def steps(self, info: Info) -> list[ConvenioStep]:
        """Every step of its life but the signing."""
        given = await params(info)
        return await rows_of_parent(info, STEPS, (RBD, NUMBER), (self.rbd, self.number), given)


CONVENIOS = convenios.CONVENIOS.into(Convenio)

STEPS = convenios.CONVENIO_STEPS.into(ConvenioStep)


@field_of(Sostenedor, "convenios")
async def sostenedor_convenios(
    sostenedor: Parent[Sostenedor],
    info: Info,
    page: Paging = FIRST_PAGE,
) -> Connection[Convenio]:
    """The convenios it holds."""
    given = await params(info, ConvenioFilter())
    return await connection_of(info, CONVENIOS, (SOSTENEDOR,), (sostenedor.rut,), given, page=page)


@field_of(School, "convenios")
async def school_convenios(school: Parent[School], info: Info) -> list[Convenio]:
    """Its convenios, the first one first."""
    given = await params(info, ConvenioFilter())
    return await rows_of_parent(info, CONVENIOS, (RBD,), (school.rbd,), given)


@root
class ConvenioQuery:
    @view
    async def convenios(
        self,
        info: Info,
        where: Annotated[ConvenioFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Convenio]:
        """Convenios, by RBD and number."""
        given = await params(info, where or ConvenioFilter())
        return await connection(info, CONVENIOS, given, page)
