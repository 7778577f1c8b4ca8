"""What the law and contracts ask for, as a catalogue, and how it stands with whom."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from sep_domain.law.statute import Confidence
from sep_domain.obligations import catalogue
from sep_domain.obligations.catalogue import DueRule, Obliged, Scope
from sep_domain.obligations.silence import what_lacks
from sep_domain.values.identifiers import Rbd
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.obligations import standings as obligation_standings

strawberry.enum(DueRule)
strawberry.enum(Scope, name="ObligationScope")

_DOCUMENT = "documento "


@strawberry.type
class Obligation:
    """Something that a law or a contract asks for, and the days between which its words hold."""

    name: str
    law: str
    """The number of the law; the usual contract, where no law says it."""
    article: str
    from_date: date
    to_date: date | None
    confidence: Confidence
    who: Obliged
    scope: Scope
    text: str
    """What has to be done, in Spanish."""
    rule: DueRule
    value: str | None
    """The number or day of the rule; after `@` the name of that number of the law."""
    due_text: str
    """By when, in Spanish."""
    document: str
    """What document shows it, in Spanish."""
    shown_by: str | None
    """The dataset by which the ledger sees it; absent where it cannot."""
    consequence: str | None
    """What follows where it is not done, in Spanish."""


@strawberry.input
@dataclass(kw_only=True)
class ObligationFilter:
    """Which obligations."""

    on: date | None = None
    """That hold on this day."""
    who: Obliged | None = None
    law: str | None = None
    """Its number: `20.248`."""
    article: str | None = None
    """How it begins: `art 7 bis` leaves `art 7 b)` out."""
    name: str | None = None
    seen: bool | None = None
    """Whether the ledger can see it fulfilled."""

    def passes(self, one: catalogue.Obligation) -> bool:
        """Whether an obligation is among those asked for."""
        return (
            (self.on is None or one.covers(self.on))
            and (self.who is None or one.who is self.who)
            and (self.law is None or one.law == self.law)
            and (self.article is None or one.article.startswith(self.article))
            and (self.name is None or one.name == self.name)
            and (self.seen is None or (one.shown_by is not None) == self.seen)
        )


@strawberry.input
class ObligationStandingFilter(obligation_standings.ObligationFilter):
    pass


@strawberry.type
class ObligationStanding(obligation_standings.ObligationRow, OfSostenedor):
    obligation: strawberry.Private[str]
    lacking: strawberry.Private[list[str]]
    rbd: Rbd | None

    @strawberry.field
    def name(self) -> str:
        """Of the obligation."""
        return self.obligation

    @strawberry.field
    def asks(self) -> Obligation:
        """What the catalogue says of it: the article, who owes it, what follows."""
        return _obligation(catalogue.latest_obligations()[self.obligation])

    @strawberry.field
    def lacks(self) -> list[str]:
        """What is not known, and what document would show it, in Spanish."""
        if not self.lacking:
            return []
        known = [each for each in self.lacking if not each.startswith(_DOCUMENT)]
        document = catalogue.latest_obligations()[self.obligation].document
        return [*what_lacks(known), f"Lo mostraría este documento: {document}."]


STANDINGS = obligation_standings.STANDINGS.into(ObligationStanding)


@root
class ObligationCatalogueQuery:
    @strawberry.field
    def obligations(
        self, where: Annotated[ObligationFilter | None, FILTER] = None
    ) -> list[Obligation]:
        """What the law and contracts ask for, in the order of the articles."""
        asked = where or ObligationFilter()
        return [_obligation(one) for one in catalogue.obligations() if asked.passes(one)]

    @view
    async def obligation_standings(
        self,
        info: Info,
        on: date,
        where: Annotated[ObligationStandingFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[ObligationStanding]:
        """How each obligation stood on a day with each sostenedor, school, convenio and year."""
        known = await info.context.operation.known(view_of(info))
        asked = where or ObligationStandingFilter()
        given = obligation_standings.standing_params(known, on, asked)
        return await connection(info, STANDINGS, given, page)


def _obligation(one: catalogue.Obligation) -> Obligation:
    return Obligation(
        name=one.name,
        law=one.law,
        article=one.article,
        from_date=one.from_date,
        to_date=one.to_date,
        confidence=one.confidence,
        who=one.who,
        scope=one.scope,
        text=one.text,
        rule=one.rule,
        value=one.value,
        due_text=one.due_text,
        document=one.document,
        shown_by=one.shown_by,
        consequence=one.consequence,
    )
