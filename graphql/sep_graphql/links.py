"""Links that many facts have in common: to a school, and to a sostenedor.

Schools and sostenedores link back to their facts, so facts cannot import them: their modules say
here, once they are loaded, how their rows are found.
"""

from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import strawberry

from sep_domain.calendar import SchoolYear
from sep_domain.events.findings import FindingSubject
from sep_domain.identifiers import Rbd, Rut
from sep_graphql.connections import params, row_by_key
from sep_graphql.context import Info, view_of
from sep_projections.findings.findings import FindingFilter
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row

if TYPE_CHECKING:
    from sep_graphql.findings import Finding
    from sep_graphql.schools import School
    from sep_graphql.sostenedores import Sostenedor

N = TypeVar("N", bound=Row)


class Target(Generic[N]):
    """Where a link leads."""

    _listing: Listing[N]

    def is_listed_by(self, listing: Listing[N]) -> None:
        """Said once, by the module that defines the rows."""
        self._listing = listing

    @property
    def listing(self) -> Listing[N]:
        return self._listing


SCHOOLS: "Target[School]" = Target()
SOSTENEDORES: "Target[Sostenedor]" = Target()
FINDINGS: "Target[Finding]" = Target()

LazySchool = Annotated["School", strawberry.lazy("sep_graphql.schools")]
LazyFinding = Annotated["Finding", strawberry.lazy("sep_graphql.findings")]
LazySostenedor = Annotated["Sostenedor", strawberry.lazy("sep_graphql.sostenedores")]


async def school_of(info: Info, rbd: Rbd, year: SchoolYear | None = None) -> "School | None":
    """The school of an RBD, as the register describes it in a year; None where nothing knows it."""
    return await row_by_key(info, SCHOOLS.listing, "rbds", rbd, await params(info, year=year))


async def sostenedor_of(info: Info, rut: Rut) -> "Sostenedor | None":
    """The sostenedor of a RUT; None where nothing knows it."""
    return await row_by_key(info, SOSTENEDORES.listing, "ruts", rut, await params(info))


async def findings_on(info: Info, position: Position) -> "list[Finding]":
    """The audit findings that question an event, looked up together with all others."""
    operation = info.context.operation
    known = await operation.known(view_of(info))

    async def load(positions: list[Position]) -> "list[list[Finding]]":
        where = FindingFilter(subjects=[str(each) for each in positions])
        async with operation.reading() as connection:
            rows = await FINDINGS.listing.rows(connection, params_of(known, where))
        found: dict[str, list[Finding]] = {str(each): [] for each in positions}
        for row in rows:
            if row.subject_kind is FindingSubject.EVENT:
                found[row.subject].append(row)
        return [found[str(each)] for each in positions]

    questioned = await operation.loader(("findings_on", known.position), load).load(position)
    operation.spend(len(questioned))
    return questioned


@strawberry.interface
class OfSchool:
    """Anything about one school."""

    rbd: Rbd

    @strawberry.field
    async def school(self, info: Info) -> LazySchool | None:
        """The school, as the latest known edition of the register describes it."""
        return await school_of(info, self.rbd)


@strawberry.interface
class OfSostenedor:
    """Anything about one sostenedor."""

    sostenedor_rut: Rut

    @strawberry.field
    async def sostenedor(self, info: Info) -> LazySostenedor | None:
        """The sostenedor."""
        return await sostenedor_of(info, self.sostenedor_rut)
