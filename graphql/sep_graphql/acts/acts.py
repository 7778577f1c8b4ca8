"""What authorities have ordered, beside what the law merely exposes to."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.convenio_rules.rulings import ConvenioRule
from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.law.statute import Confidence
from sep_domain.resolucion.exposure import exposures
from sep_domain.values.money import Clp
from sep_graphql.acts.resolutions import (
    RESOLUTIONS,
    RESOLUTIONS_BY_SCHOOL,
    Resolution,
    ResolutionFilter,
    resolutions_of,
)
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.convenios.convenio_on_a_day import rulings_on
from sep_graphql.convenios.convenios import Convenio
from sep_graphql.convenios.terms import ConvenioTerm, term_of
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


@field_of(Convenio, "measures")
async def convenio_measures(convenio: Parent[Convenio], info: Info, on: date) -> Measures:
    """What the law exposes it to on a day, and what was ordered and holds then."""
    ordered = await resolutions_of(info, convenio.rbd, ResolutionFilter(in_force_on=on))
    term = await term_of(info, convenio.rbd, convenio.number)
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


@field_of(ConvenioTerm, "ordered")
async def ordered_in_term(term: Parent[ConvenioTerm], info: Info, on: date) -> list[Resolution]:
    """What authorities ordered of it, or of its school or sostenedor whatever the convenio, and
    holds on a day. What its rulings say is what the law provides for, which nobody ordered."""
    found = await resolutions_of(info, term.rbd, ResolutionFilter(in_force_on=on))
    return [one for one in found if one.convenio in (None, term.number)]


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
