"""Schools, as the register describes them, and as every subject may link to them."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    connection_of,
    params,
    row_by_key,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.schools.sostenedores import Sostenedor, sostenedor_of
from sep_projections.reading.columns import SOSTENEDOR
from sep_projections.schools import schools


@strawberry.input
class SchoolFilter(schools.SchoolFilter):
    pass


@strawberry.type
class School(schools.SchoolRow):
    @strawberry.field
    async def sostenedor(self, info: Info) -> Sostenedor | None:
        """Who holds it, according to the entry shown here."""
        rut = self.sostenedor_rut
        return await sostenedor_of(info, rut) if rut is not None else None


SCHOOLS = schools.SCHOOLS.into(School)
SCHOOLS_BY_RBD = schools.SCHOOLS_BY_RBD.into(School)


async def school_of(info: Info, rbd: Rbd, year: SchoolYear | None = None) -> School | None:
    """The school of an RBD, as the register describes it in a year; None where nothing knows it."""
    return await row_by_key(info, SCHOOLS_BY_RBD, "rbds", rbd, await params(info, year=year))


@strawberry.interface
class OfSchool:
    """Anything about one school."""

    rbd: Rbd

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school, as the latest known edition of the register describes it."""
        return await school_of(info, self.rbd)


@field_of(Sostenedor, "schools")
async def sostenedor_schools(
    sostenedor: Parent[Sostenedor],
    info: Info,
    year: SchoolYear | None = None,
    page: Paging = FIRST_PAGE,
) -> Connection[School]:
    """The schools it holds in an edition of the register: of a year, or the latest."""
    given = await params(info, SchoolFilter(year=year))
    return await connection_of(info, SCHOOLS, (SOSTENEDOR,), (sostenedor.rut,), given, page=page)


@root
class SchoolQuery:
    @view
    async def school(
        self, info: Info, rbd: Rbd, effective_on: SchoolYear | None = None
    ) -> School | None:
        """A school by RBD, as the register describes it in a year (valid time) or lately."""
        return await school_of(info, rbd, effective_on)

    @view
    async def schools(
        self,
        info: Info,
        where: Annotated[SchoolFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[School]:
        """The schools of an edition of the register, by RBD."""
        given = await params(info, where or SchoolFilter())
        return await connection(info, SCHOOLS, given, page)
