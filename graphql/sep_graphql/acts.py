"""What authorities have ordered, beside what the law merely exposes to."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from sep_domain.convenio_rules.rulings import ConvenioRule
from sep_domain.events.acts import ResolutionKind
from sep_domain.identifiers import Rbd
from sep_domain.money import Clp
from sep_domain.resolucion.exposure import exposures
from sep_domain.statute import Confidence
from sep_graphql.connections import Connection, connection
from sep_graphql.context import Info, view_of
from sep_graphql.convenio_standing import rulings_on
from sep_graphql.convenio_terms import term_of
from sep_graphql.known import FILTER, view
from sep_graphql.resolutions import (
    RESOLUTIONS,
    RESOLUTIONS_BY_SCHOOL,
    Resolution,
    ResolutionFilter,
    resolutions_of,
)
from sep_projections.acts import acts


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


@strawberry.type
class MeasuredConvenio:
    """The field of a convenio about measures."""

    if TYPE_CHECKING:
        rbd: Rbd
        number: int

    @strawberry.field
    async def measures(self, info: Info, on: date) -> Measures:
        """What the law exposes it to on a day, and what was ordered and holds then."""
        ordered = await resolutions_of(info, self.rbd, ResolutionFilter(in_force_on=on))
        term = await term_of(info, self.rbd, self.number)
        rulings = () if term is None else await rulings_on(info, term, on)
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


@strawberry.type
class ActQuery:
    @view
    async def resolutions(
        self,
        info: Info,
        where: Annotated[ResolutionFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Resolution]:
        """What authorities have ordered, by authority, year and number."""
        asked = where or ResolutionFilter()
        known = await info.context.operation.known(view_of(info))
        listing = RESOLUTIONS if asked.rbd is None else RESOLUTIONS_BY_SCHOOL
        given = acts.resolution_params(known, asked)
        return await connection(info, listing, given, first=first, after=after)
