"""What the law gives: by month with its lines, why months differ, and against what was paid."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.convenio_rules.renewals.exposed_cut import exposed_cut
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import SchoolFacts, entitlement
from sep_domain.entitlement.difference import DifferencePart, difference
from sep_domain.entitlement.hypothesis import year_as
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.entitlement import text as entitlement_text
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.convenios import terms as convenio_terms
from sep_projections.entitlement import entitlements
from sep_projections.reading.columns import MONTH, RBD, STREAM


@strawberry.input
class EntitlementFilter(entitlements.EntitlementFilter):
    pass


@strawberry.input
class EntitlementComparisonFilter(entitlements.ComparisonFilter):
    pass


@strawberry.type
class EntitlementAmount(entitlements.EntitlementAmountRow):
    pass


@strawberry.type
class EntitlementLine(entitlements.EntitlementLineRow):
    line: strawberry.Private[int]
    place: strawberry.Private[int]


@strawberry.type
class EntitlementPart:
    """What one thing adds to the total of a month over that of the month before."""

    part: DifferencePart
    amount: Clp


@strawberry.type
class EntitlementDifference:
    """A month against the one before it; the parts add up to the difference."""

    previous_month: Period
    previous_total: Clp
    difference: Clp
    parts: list[EntitlementPart]
    """In the order in which the one month's terms took the place of the other's."""


@strawberry.type
class HypotheticalMonth:
    """A month under its classification and under another; months to come as they were last year."""

    month: Period
    current_total: Clp
    hypothetical_total: Clp
    change: Clp


@strawberry.type
class EntitlementComparison(entitlements.ComparisonReasonsRow, OfSchool):
    lacks: strawberry.Private[list[str]]

    @strawberry.field
    async def lacking(self) -> list[str]:
        """What it lacks for a verdict, in Spanish."""
        return entitlement_text.reasons(self.lacks)


@strawberry.type
class Entitlement(entitlements.EntitlementReasonsRow, Fact, OfSchool):
    provisional: strawberry.Private[list[str]]
    lacks: strawberry.Private[list[str]]

    @strawberry.field
    async def complete(self) -> bool:
        """Whether everything that the law gives could be said; if not, the amounts are a part."""
        return not self.lacks

    @strawberry.field
    async def lacking(self) -> list[str]:
        """What the law gives and could not be said, in Spanish."""
        return entitlement_text.reasons(self.lacks)

    @strawberry.field
    async def amounts(self, info: Info) -> list[EntitlementAmount]:
        """Pesos by article."""
        return await rows_of_parent(info, AMOUNTS, (STREAM,), (self.stream,), await params(info))

    @strawberry.field
    async def lines(self, info: Info) -> list[EntitlementLine]:
        """How each article's amount comes about, by group of pupils, month and level band."""
        return await rows_of_parent(info, LINES, (STREAM,), (self.stream,), await params(info))

    @strawberry.field
    async def exposed_scaled(self, info: Info) -> Clp | None:
        """What Ley 21.006 art 1 would cut of it and no resolution that is known orders, by the
        ruling on the half term of its convenio: zero or negative, and no part of `due`. Absent
        where that ruling lacks data."""
        return await self._exposed_cut(info)

    async def _exposed_cut(self, info: Info) -> Clp | None:
        if self.scaled:
            return Clp(0)
        known = await info.context.operation.known(view_of(info))
        given = convenio_terms.term_params(known, convenio_terms.ConvenioTermFilter())
        terms = await rows_of_parent(info, TERMS, (RBD,), (self.rbd,), given)
        return exposed_cut([row.term() for row in terms], self.month, self.due)

    @strawberry.field
    async def explanation(self, info: Info) -> list[str]:
        """The same in Spanish sentences, with what is cut or held back and why it may change."""
        given = await params(info)
        lines = await rows_of_parent(info, LINES, (STREAM,), (self.stream,), given)
        return entitlement_text.sentences(self, lines, await self._exposed_cut(info))

    @strawberry.field
    async def provisional_because(self) -> list[str]:
        """Why it may change, in Spanish; none where every input is known."""
        return entitlement_text.reasons(self.provisional)

    @strawberry.field
    async def difference(self, info: Info) -> EntitlementDifference | None:
        """Why it is not what the month before was."""
        facts = await inputs_of_school(info, self.rbd)
        return None if facts is None else _difference(facts, self.month)

    @strawberry.field
    async def comparison(self, info: Info) -> EntitlementComparison | None:
        """What was paid instead; absent while no payment is known."""
        given = await params(info, EntitlementComparisonFilter(), **entitlements.thresholds())
        return await row_of(info, COMPARISONS, (RBD, MONTH), (self.rbd, self.month), given)


TERMS = convenio_terms.CONVENIO_TERMS
ENTITLEMENTS = entitlements.ENTITLEMENTS.into(Entitlement)
AMOUNTS = entitlements.AMOUNTS.into(EntitlementAmount)
LINES = entitlements.LINES.into(EntitlementLine)
COMPARISONS = entitlements.COMPARISONS.into(EntitlementComparison)


@field_of(School, "entitlement")
async def school_entitlement(
    school: Parent[School], info: Info, month: Period
) -> Entitlement | None:
    """What the law gives it in a month; the month to come is there once it can be computed."""
    given = await params(info, EntitlementFilter())
    return await row_of(info, ENTITLEMENTS, (RBD, MONTH), (school.rbd, month), given)


@field_of(School, "entitlements")
async def school_entitlements(
    school: Parent[School],
    info: Info,
    from_month: Period | None = None,
    to_month: Period | None = None,
) -> list[Entitlement]:
    """What the law gives it, month by month."""
    given = await params(info, EntitlementFilter(from_month=from_month, to_month=to_month))
    return await rows_of_parent(info, ENTITLEMENTS, (RBD,), (school.rbd,), given)


@field_of(School, "entitlement_comparisons")
async def school_entitlement_comparisons(
    school: Parent[School],
    info: Info,
    from_month: Period | None = None,
    to_month: Period | None = None,
    only_different: bool = False,
) -> list[EntitlementComparison]:
    """What was due beside what was paid, month by month."""
    where = EntitlementComparisonFilter(
        from_month=from_month, to_month=to_month, only_different=only_different
    )
    given = await params(info, where, **entitlements.thresholds())
    return await rows_of_parent(info, COMPARISONS, (RBD,), (school.rbd,), given)


@field_of(School, "entitlement_if")
async def school_entitlement_if(
    school: Parent[School], info: Info, classification: SepClassification, school_year: SchoolYear
) -> list[HypotheticalMonth]:
    """What another classification would cost or give it from March to February.

    Attendance that is not known yet is taken from the same month a year before.
    """
    facts = await inputs_of_school(info, school.rbd)
    found = year_as(facts, school_year, classification) if facts is not None else ()
    info.context.operation.spend(len(found))
    return [
        HypotheticalMonth(
            month=month,
            current_total=current,
            hypothetical_total=hypothetical,
            change=Clp(hypothetical - current),
        )
        for month, current, hypothetical in found
    ]


@root
class EntitlementQuery:
    @view
    async def entitlements(
        self,
        info: Info,
        where: Annotated[EntitlementFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Entitlement]:
        """What the law gives, by RBD and month."""
        given = await params(info, where or EntitlementFilter())
        return await connection(info, ENTITLEMENTS, given, page)

    @view
    async def entitlement_comparisons(
        self,
        info: Info,
        where: Annotated[EntitlementComparisonFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[EntitlementComparison]:
        """What was due beside what was paid, by RBD and month."""
        where = where or EntitlementComparisonFilter()
        given = await params(info, where, **entitlements.thresholds())
        return await connection(info, COMPARISONS, given, page)


def _difference(facts: SchoolFacts, month: Period) -> EntitlementDifference:
    previous = month.plus(-1)
    before = entitlement(facts, previous)
    parts = difference(facts, previous, month)
    return EntitlementDifference(
        previous_month=previous,
        previous_total=before.total if before is not None else Clp(0),
        difference=Clp(sum(parts.values())),
        parts=[EntitlementPart(part=part, amount=amount) for part, amount in parts.items()],
    )


async def inputs_of_school(info: Info, rbd: Rbd) -> SchoolFacts | None:
    """What the entitlements of a school follow from; those asked for together read together."""
    operation = info.context.operation
    known = (await operation.known(view_of(info))).position

    async def load(rbds: list[Rbd]) -> list[SchoolFacts | None]:
        async with operation.reading() as connection:
            found = await entitlements.inputs_of(connection, [int(one) for one in rbds], int(known))
        return [found.get(int(one)) for one in rbds]

    operation.spend(1)
    return await operation.loader(("entitlement inputs", known), load).load(rbd)
