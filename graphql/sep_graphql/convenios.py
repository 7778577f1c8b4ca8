"""Convenios and planned actions."""

from typing import Annotated

import strawberry

from sep_graphql.acts import MeasuredConvenio
from sep_graphql.connections import Connection, connection, params, rows_of_parent
from sep_graphql.context import Info
from sep_graphql.convenio_terms import ConvenioTerm, term_of
from sep_graphql.known import FILTER, view
from sep_graphql.links import OfSchool, OfSostenedor
from sep_graphql.log import Fact
from sep_projections.convenios import convenios
from sep_projections.pme import plans
from sep_projections.reading.columns import NUMBER, RBD


@strawberry.input
class ConvenioFilter(convenios.ConvenioFilter):
    pass


@strawberry.type
class ConvenioStep(convenios.ConvenioStepRow, Fact):
    pass


@strawberry.type
class Convenio(convenios.ConvenioRow, MeasuredConvenio, Fact, OfSchool, OfSostenedor):
    @strawberry.field
    async def money(self, info: Info) -> ConvenioTerm | None:
        """The money of its term, and what the rules say of it."""
        return await term_of(info, self.rbd, self.number)

    @strawberry.field
    async def steps(self, info: Info) -> list[ConvenioStep]:
        """Every step of its life but the signing."""
        given = await params(info)
        return await rows_of_parent(info, STEPS, (RBD, NUMBER), (self.rbd, self.number), given)


@strawberry.type
class PmeAction(plans.PmeActionRow, Fact, OfSchool):
    pass


@strawberry.input
class PmeStepFilter(plans.PmeStepFilter):
    pass


@strawberry.type
class PmeStep(plans.PmeStepRow, Fact, OfSchool):
    pass


CONVENIOS = convenios.CONVENIOS.into(Convenio)
STEPS = convenios.CONVENIO_STEPS.into(ConvenioStep)
PME_ACTIONS = plans.PME_ACTIONS.into(PmeAction)
PME_STEPS = plans.PME_STEPS.into(PmeStep)


@strawberry.type
class ConvenioQuery:
    @view
    async def convenios(
        self,
        info: Info,
        where: Annotated[ConvenioFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Convenio]:
        """Convenios, by RBD and number."""
        given = await params(info, where or ConvenioFilter())
        return await connection(info, CONVENIOS, given, first=first, after=after)

    @view
    async def pme_steps(
        self,
        info: Info,
        where: Annotated[PmeStepFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[PmeStep]:
        """Steps of planes de mejoramiento, in the order in which they were recorded."""
        given = await params(info, where or PmeStepFilter())
        return await connection(info, PME_STEPS, given, first=first, after=after)
