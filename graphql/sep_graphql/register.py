"""What the register of schools says: an entry in each edition, and what changed between them."""

from typing import TYPE_CHECKING

import strawberry

from sep_domain.identifiers import Rbd
from sep_graphql.connections import params, rows_of_parent
from sep_graphql.context import Info
from sep_graphql.links import LazySostenedor, sostenedor_of
from sep_graphql.log import Fact
from sep_projections.reading.columns import RBD
from sep_projections.schools import schools


@strawberry.type
class DirectoryEntry(schools.DirectoryEntryRow, Fact):
    pass


@strawberry.type
class SostenedorSpan(schools.SostenedorSpanRow):
    @strawberry.field
    async def sostenedor(self, info: Info) -> LazySostenedor | None:
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


@strawberry.type
class RegisteredSchool:
    """The fields of a school about its entries in the register."""

    if TYPE_CHECKING:
        rbd: Rbd

    @strawberry.field
    async def entries(self, info: Info) -> list[DirectoryEntry]:
        """Its entry in every edition of the register, the earliest first."""
        return await rows_of_parent(info, ENTRIES, (RBD,), (self.rbd,), await params(info))

    @strawberry.field
    async def sostenedor_spans(self, info: Info) -> list[SostenedorSpan]:
        """Who held it, from when to when."""
        given = await params(info)
        return await rows_of_parent(info, SOSTENEDOR_SPANS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def dependency_spans(self, info: Info) -> list[DependencySpan]:
        """Its dependency, from when to when."""
        given = await params(info)
        return await rows_of_parent(info, DEPENDENCY_SPANS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def status_spans(self, info: Info) -> list[StatusSpan]:
        """Its state, from when to when."""
        return await rows_of_parent(info, STATUS_SPANS, (RBD,), (self.rbd,), await params(info))

    @strawberry.field
    async def transitions(self, info: Info) -> list[SchoolTransition]:
        """What changed from one edition of the register to the next."""
        return await rows_of_parent(info, TRANSITIONS, (RBD,), (self.rbd,), await params(info))
