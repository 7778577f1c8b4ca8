"""What authorities have ordered by resolution, of whom, and what the law has against it."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import strawberry

from sep_domain.events.acts import ChallengeOutcome, ResolutionKind
from sep_domain.guards import Obstacle
from sep_domain.identifiers import Rbd, Rut
from sep_domain.resolucion import rules
from sep_domain.statute import Confidence
from sep_graphql.connections import Connection, connection_of, row_of, rows_of_parent
from sep_graphql.context import Info, view_of
from sep_graphql.links import LazySchool, OfSostenedor, school_of
from sep_graphql.log import Fact
from sep_projections.acts import acts, holders
from sep_projections.reading.columns import POSITION, RBD, SOSTENEDOR

for _enum in (ResolutionKind, ChallengeOutcome):
    strawberry.enum(_enum)


@strawberry.type
class ActFlag:
    """What the law has against an act; recorded all the same, where a file said it."""

    code: str
    text: str
    """In Spanish."""


def flags_of(flaws: Iterable[Obstacle]) -> list[ActFlag]:
    """The flags of some flaws."""
    return [ActFlag(code=flaw.code, text=flaw.message) for flaw in flaws]


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
        return rules.challenge_by(self._said())

    @strawberry.field
    def challenge_resolved_by(self) -> date | None:
        """The last day to decide the challenge; absent while there is none."""
        return rules.resolution_of_challenge_by(self._said())

    @strawberry.field
    async def flags(self, info: Info) -> list[ActFlag]:
        """What the law has against it and against the steps after it, and that its school was not
        held by who is named."""
        said = self._said()
        found = [*rules.flaws(said), *rules.later_flaws(said)]
        if other := await self._of_another(info):
            found.append(other)
        return flags_of(found)

    @strawberry.field
    async def school(self, info: Info) -> LazySchool | None:
        """The school that it is listed for."""
        return None if self.rbd is None else await school_of(info, self.rbd)

    async def _of_another(self, info: Info) -> Obstacle | None:
        if self.rbd is None:
            return None
        given = holders.holder_params(await info.context.operation.known(view_of(info)))
        told = await row_of(info, HOLDERS, (POSITION,), (self.position,), given)
        if told is None:
            return None
        return rules.holder_flaw(
            self.rbd, self.sostenedor_rut, told.holders, nameless=told.nameless
        )

    def _said(self) -> rules.Resolution:
        return rules.Resolution(
            **{field.name: getattr(self, field.name) for field in fields(rules.Resolution)}
        )


HOLDERS = holders.RESOLUTION_HOLDERS
RESOLUTIONS = acts.RESOLUTIONS.into(Resolution)
RESOLUTIONS_BY_SCHOOL = acts.RESOLUTIONS_BY_SCHOOL.into(Resolution)


async def resolutions_of(info: Info, rbd: Rbd, where: ResolutionFilter) -> list[Resolution]:
    """The resolutions that touch a school."""
    known = await info.context.operation.known(view_of(info))
    given = acts.resolution_params(known, where)
    return await rows_of_parent(info, RESOLUTIONS_BY_SCHOOL, (RBD,), (rbd,), given)


@strawberry.type
class OrderedOnSchool:
    """The field of a school about what authorities have ordered of it."""

    if TYPE_CHECKING:
        rbd: Rbd

    @strawberry.field
    async def resolutions(
        self, info: Info, in_force_on: date | None = None, kind: ResolutionKind | None = None
    ) -> list[Resolution]:
        """What was ordered of it, or of its sostenedor with all schools."""
        where = ResolutionFilter(in_force_on=in_force_on, kind=kind)
        return await resolutions_of(info, self.rbd, where)


@strawberry.type
class OrderedOnSostenedor:
    """The field of a sostenedor about what authorities have ordered of it."""

    if TYPE_CHECKING:
        rut: Rut

    @strawberry.field
    async def resolutions(
        self,
        info: Info,
        in_force_on: date | None = None,
        kind: ResolutionKind | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Resolution]:
        """What was ordered of it and of its schools."""
        known = await info.context.operation.known(view_of(info))
        where = ResolutionFilter(in_force_on=in_force_on, kind=kind)
        given = acts.resolution_params(known, where)
        return await connection_of(
            info, RESOLUTIONS, (SOSTENEDOR,), (self.rut,), given, first=first, after=after
        )
