"""What authorities have ordered by resolution, of whom, and what the law has against it."""

from dataclasses import fields
from datetime import date

import strawberry
from strawberry import Parent

from sep_domain.decisions.guards import Obstacle
from sep_domain.events.legal.acts import ChallengeOutcome, ResolutionKind
from sep_domain.law.statute import Confidence
from sep_domain.resolucion import law as resolution_law
from sep_domain.values.identifiers import Rbd
from sep_graphql.answering.arguments.flags import ActFlag, flags_of
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.pages.connections import (
    Connection,
    connection_of,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import School, school_of
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.acts import acts, sostenedores
from sep_projections.reading.columns import POSITION, RBD, SOSTENEDOR

for _enum in (ResolutionKind, ChallengeOutcome):
    strawberry.enum(_enum)


@strawberry.input
class ResolutionFilter(acts.ResolutionFilter):
    pass


@strawberry.type
class Resolution(acts.ResolutionRow, Fact, OfSostenedor):
    @strawberry.field
    def orders(self) -> str:
        """What such a resolution orders, in Spanish."""
        return self._said().ground.text

    @strawberry.field
    def article(self) -> str:
        """On which it rests."""
        return self._said().ground.article

    @strawberry.field
    def law(self) -> str:
        """The number of the law."""
        return self._said().ground.law

    @strawberry.field
    def confidence(self) -> Confidence:
        """How sure its basis is."""
        return self._said().ground.confidence

    @strawberry.field
    def challenge_by(self) -> date | None:
        """The last day to challenge it; absent where no term runs, or none yet."""
        return resolution_law.challenge_by(self._said())

    @strawberry.field
    def challenge_resolved_by(self) -> date | None:
        """The last day to decide the challenge; absent while there is none."""
        return resolution_law.resolution_of_challenge_by(self._said())

    @strawberry.field
    async def flags(self, info: Info) -> list[ActFlag]:
        """What the law has against it and against the steps after it, and that its school was not
        held by who is named."""
        said = self._said()
        found = [*resolution_law.flaws(said), *resolution_law.later_flaws(said)]
        if other := await self._of_another(info):
            found.append(other)
        return flags_of(found)

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school that it is listed for."""
        return None if self.rbd is None else await school_of(info, self.rbd)

    async def _of_another(self, info: Info) -> Obstacle | None:
        if self.rbd is None:
            return None
        given = sostenedores.resolution_sostenedor_params(
            await info.context.operation.known(view_of(info))
        )
        told = await row_of(info, SOSTENEDORES, (POSITION,), (self.position,), given)
        if told is None:
            return None
        return resolution_law.sostenedor_flaw(
            self.rbd, self.sostenedor_rut, told.sostenedores, nameless=told.nameless
        )

    def _said(self) -> resolution_law.Resolution:
        return resolution_law.Resolution(
            **{field.name: getattr(self, field.name) for field in fields(resolution_law.Resolution)}
        )


SOSTENEDORES = sostenedores.RESOLUTION_SOSTENEDORES
RESOLUTIONS = acts.RESOLUTIONS.into(Resolution)
RESOLUTIONS_BY_SCHOOL = acts.RESOLUTIONS_BY_SCHOOL.into(Resolution)


async def resolutions_of(info: Info, rbd: Rbd, where: ResolutionFilter) -> list[Resolution]:
    """The resolutions that touch a school."""
    known = await info.context.operation.known(view_of(info))
    given = acts.resolution_params(known, where)
    return await rows_of_parent(info, RESOLUTIONS_BY_SCHOOL, (RBD,), (rbd,), given)


@field_of(School, "resolutions")
async def school_resolutions(
    school: Parent[School],
    info: Info,
    in_force_on: date | None = None,
    kind: ResolutionKind | None = None,
) -> list[Resolution]:
    """What was ordered of it, or of its sostenedor with all schools."""
    where = ResolutionFilter(in_force_on=in_force_on, kind=kind)
    return await resolutions_of(info, school.rbd, where)


@field_of(Sostenedor, "resolutions")
async def sostenedor_resolutions(
    sostenedor: Parent[Sostenedor],
    info: Info,
    *,
    in_force_on: date | None = None,
    kind: ResolutionKind | None = None,
    page: Paging = FIRST_PAGE,
) -> Connection[Resolution]:
    """What was ordered of it and of its schools."""
    known = await info.context.operation.known(view_of(info))
    where = ResolutionFilter(in_force_on=in_force_on, kind=kind)
    given = acts.resolution_params(known, where)
    return await connection_of(
        info, RESOLUTIONS, (SOSTENEDOR,), (sostenedor.rut,), given, page=page
    )
