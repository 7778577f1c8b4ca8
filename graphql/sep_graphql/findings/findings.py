"""Audit findings: what is questioned, how it was answered, what came of it."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import Parent

from sep_domain.events.findings import FindingSubject
from sep_domain.finding.state import FindingStanding
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
from sep_graphql.log.events import Event, Fact, event_at
from sep_graphql.schools.schools import School, school_of
from sep_graphql.schools.sostenedores import Sostenedor, sostenedor_of
from sep_projections.findings import findings
from sep_projections.findings.findings import FINDING
from sep_projections.reading.known import Position
from sep_projections.reading.listing import params_of

for _enum in (FindingSubject, FindingStanding):
    strawberry.enum(_enum)


@strawberry.input
class FindingFilter(findings.FindingFilter):
    pass


@strawberry.type
class FindingStep(findings.FindingStepRow, Fact):
    pass


@strawberry.type
class Finding(findings.FindingRow, Fact):
    @strawberry.field
    async def subject_event(self, info: Info) -> Event | None:
        """The event that is questioned; absent for a figure, or where no such event is known."""
        if self.subject_kind is not FindingSubject.EVENT or not self.subject.isdecimal():
            return None
        known = await info.context.operation.known(view_of(info))
        position = int(self.subject)
        return await event_at(info, Position(position)) if position <= known.position else None

    @strawberry.field
    async def steps(self, info: Info) -> list[FindingStep]:
        """Its whole story, in the order in which it was recorded."""
        given = await params(info)
        return await rows_of_parent(info, STEPS, (FINDING,), (self.finding,), given)

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school it is about."""
        return None if self.rbd is None else await school_of(info, self.rbd)

    @strawberry.field
    async def sostenedor(self, info: Info) -> Sostenedor | None:
        """The sostenedor it is about."""
        rut = self.sostenedor_rut
        return None if rut is None else await sostenedor_of(info, rut)


FINDINGS = findings.FINDINGS.into(Finding)
STEPS = findings.FINDING_STEPS.into(FindingStep)


@field_of(Event, "findings")
async def event_findings(event: Parent[Event], info: Info) -> list[Finding]:
    """Audit findings that question it."""
    operation = info.context.operation
    known = await operation.known(view_of(info))

    async def load(positions: list[Position]) -> list[list[Finding]]:
        where = FindingFilter(subjects=[str(each) for each in positions])
        async with operation.reading() as connection:
            rows = await FINDINGS.rows(connection, params_of(known, where))
        found: dict[str, list[Finding]] = {str(each): [] for each in positions}
        for row in rows:
            if row.subject_kind is FindingSubject.EVENT:
                found[row.subject].append(row)
        return [found[str(each)] for each in positions]

    loader = operation.loader(("findings_on", known.position), load)
    questioned = await loader.load(event.position)
    operation.spend(len(questioned))
    return questioned


@root
class FindingQuery:
    @view
    async def findings(
        self,
        info: Info,
        where: Annotated[FindingFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Finding]:
        """Audit findings, in the order in which they were opened."""
        given = await params(info, where or FindingFilter())
        return await connection(info, FINDINGS, given, page)

    @view
    async def finding(self, info: Info, finding: UUID) -> Finding | None:
        """One finding; absent while it is not opened."""
        given = await params(info, FindingFilter(finding=finding))
        return await row_of(info, FINDINGS, (FINDING,), (finding,), given)
