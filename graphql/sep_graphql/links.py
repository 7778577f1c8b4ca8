"""Links that many facts have in common: to a school, and to a sostenedor."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from sep_domain.calendar import SchoolYear
from sep_domain.identifiers import Rbd, Rut
from sep_graphql.connections import params, row_by_key
from sep_graphql.context import Info

if TYPE_CHECKING:
    from sep_graphql.schools import School
    from sep_graphql.sostenedores import Sostenedor

LazySchool = Annotated["School", strawberry.lazy("sep_graphql.schools")]
LazySostenedor = Annotated["Sostenedor", strawberry.lazy("sep_graphql.sostenedores")]


async def school_of(info: Info, rbd: Rbd, year: SchoolYear | None = None) -> "School | None":
    """The school of an RBD, as the register describes it in a year; None where nothing knows it."""
    from sep_graphql.schools import SCHOOLS_BY_RBD  # noqa: PLC0415 (the school links back to facts)

    return await row_by_key(info, SCHOOLS_BY_RBD, "rbds", rbd, await params(info, year=year))


async def sostenedor_of(info: Info, rut: Rut) -> "Sostenedor | None":
    """The sostenedor of a RUT; None where nothing knows it."""
    from sep_graphql.sostenedores import SOSTENEDORES_BY_RUT  # noqa: PLC0415 (links back to facts)

    return await row_by_key(info, SOSTENEDORES_BY_RUT, "ruts", rut, await params(info))


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
