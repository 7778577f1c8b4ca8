"""What the register of schools says: an entry in each edition, and what changed between them."""

import strawberry
from strawberry import Parent

from sep_graphql.answering.context import Info
from sep_graphql.answering.pages.connections import params, rows_of_parent
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import School
from sep_graphql.schools.sostenedores import Sostenedor, sostenedor_of
from sep_projections.reading.columns import RBD
from sep_projections.schools import schools


@strawberry.type
class DirectoryEntry(schools.DirectoryEntryRow, Fact):
    pass


@strawberry.type
class SostenedorSpan(schools.SostenedorSpanRow):
    @strawberry.field
    async def sostenedor(self, info: Info) -> Sostenedor | None:
        """The sostenedor; absent for natural persons, whom the register does not name."""
        rut = self.sostenedor_rut
        return await sostenedor_of(info, rut) if rut is not None else None


@strawberry.type
class DependencySpan(schools.DependencySpanRow):
    pass


@strawberry.type
class StatusSpan(schools.StatusSpanRow):
    pass


@strawberry.type
class SchoolTransition(schools.TransitionRow, Fact):
    pass


ENTRIES = schools.ENTRIES.into(DirectoryEntry)
SOSTENEDOR_SPANS = schools.SOSTENEDOR_SPANS.into(SostenedorSpan)
DEPENDENCY_SPANS = schools.DEPENDENCY_SPANS.into(DependencySpan)
STATUS_SPANS = schools.STATUS_SPANS.into(StatusSpan)
TRANSITIONS = schools.TRANSITIONS.into(SchoolTransition)


@field_of(School, "entries")
async def school_entries(school: Parent[School], info: Info) -> list[DirectoryEntry]:
    """Its entry in every edition of the register, the earliest first."""
    return await rows_of_parent(info, ENTRIES, (RBD,), (school.rbd,), await params(info))


@field_of(School, "sostenedor_spans")
async def school_sostenedor_spans(school: Parent[School], info: Info) -> list[SostenedorSpan]:
    """Who held it, from when to when."""
    given = await params(info)
    return await rows_of_parent(info, SOSTENEDOR_SPANS, (RBD,), (school.rbd,), given)


@field_of(School, "dependency_spans")
async def school_dependency_spans(school: Parent[School], info: Info) -> list[DependencySpan]:
    """Its dependency, from when to when."""
    given = await params(info)
    return await rows_of_parent(info, DEPENDENCY_SPANS, (RBD,), (school.rbd,), given)


@field_of(School, "status_spans")
async def school_status_spans(school: Parent[School], info: Info) -> list[StatusSpan]:
    """Its state, from when to when."""
    return await rows_of_parent(info, STATUS_SPANS, (RBD,), (school.rbd,), await params(info))


@field_of(School, "transitions")
async def school_transitions(school: Parent[School], info: Info) -> list[SchoolTransition]:
    """What changed from one edition of the register to the next."""
    return await rows_of_parent(info, TRANSITIONS, (RBD,), (school.rbd,), await params(info))
