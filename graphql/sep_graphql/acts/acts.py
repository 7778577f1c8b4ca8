"""What authorities have ordered, beside what the law merely exposes to."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.convenio_rules import catalogue
from sep_domain.convenio_rules.rulings import ConvenioRule, Ruling
from sep_domain.events.acts import ChallengeOutcome, ResolutionKind
from sep_domain.guards import Obstacle
from sep_domain.identifiers import Rbd
from sep_domain.money import Clp
from sep_domain.resolucion import rules
from sep_domain.resolucion.exposure import exposures
from sep_domain.statute import Confidence
from sep_graphql.answering.connections import Connection, connection, connection_of, rows_of_parent
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.extending import field_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.convenios.convenios import Convenio
from sep_graphql.convenios.standing import standing_of
from sep_graphql.convenios.terms import ConvenioTerm, term_of
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import School, school_of
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.acts import acts
from sep_projections.reading.columns import RBD, SOSTENEDOR

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
    def flags(self) -> list[ActFlag]:
        """What the law has against it and against the steps after it."""
        said = self._said()
        return flags_of([*rules.flaws(said), *rules.later_flaws(said)])

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school that it is listed for."""
        return None if self.rbd is None else await school_of(info, self.rbd)

    def _said(self) -> rules.Resolution:
        return rules.Resolution(
            **{field.name: getattr(self, field.name) for field in fields(rules.Resolution)}
        )


@strawberry.type
class Exposure:
    """What the law may be answered with for a rule that is not met; nobody has ordered it here."""

    kind: ResolutionKind
    rule: ConvenioRule
    article: str
    law: str
    confidence: Confidence
    explanation: str
    """In Spanish."""
    missing: Clp | None
    """What lacks to fulfil the rule, in whole pesos."""
    ordered: bool
    """Whether a resolution of this kind holds on the day."""


@strawberry.type
class Measures:
    """What the law exposes a convenio to on a day, beside what was ordered and holds then."""

    exposed_to: list[Exposure]
    ordered: list[Resolution]
    """Of the school, whatever convenio they name."""


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


@field_of(Convenio, "measures")
async def convenio_measures(convenio: Parent[Convenio], info: Info, on: date) -> Measures:
    """What the law exposes it to on a day, and what was ordered and holds then."""
    ordered = await resolutions_of(info, convenio.rbd, ResolutionFilter(in_force_on=on))
    term = await term_of(info, convenio.rbd, convenio.number)
    rulings = () if term is None else await _rulings(info, term, on)
    kinds = {resolution.kind for resolution in ordered}
    exposed = [
        Exposure(
            kind=each.kind,
            rule=each.ruling.rule,
            article=each.ruling.article,
            law=each.ruling.law,
            confidence=each.ruling.confidence,
            explanation=each.ruling.explanation,
            missing=each.ruling.missing,
            ordered=each.kind in kinds,
        )
        for each in exposures(rulings)
    ]
    return Measures(exposed_to=exposed, ordered=ordered)


async def _rulings(info: Info, term: ConvenioTerm, on: date) -> tuple[Ruling, ...]:
    stood = await standing_of(info, term, on)
    return catalogue.rulings_of(stood.term, stood.plan, on, stood.restored)


@root
class ActQuery:
    @view
    async def resolutions(
        self,
        info: Info,
        where: Annotated[ResolutionFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Resolution]:
        """What authorities have ordered, by authority, year and number."""
        asked = where or ResolutionFilter()
        known = await info.context.operation.known(view_of(info))
        listing = RESOLUTIONS if asked.rbd is None else RESOLUTIONS_BY_SCHOOL
        given = acts.resolution_params(known, asked)
        return await connection(info, listing, given, page)
