"""Performance categories, from when to when, and their changes."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.values.grades import EducationLevel
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.categories.budget import CategoryBudget, budget_of
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.categories import categories as category_rows
from sep_projections.categories.history import unordered_years
from sep_projections.reading.columns import RBD


@strawberry.input
class CategoryFilter(category_rows.CategoryFilter):
    pass


@strawberry.input
class ReclassificationFilter(category_rows.ReclassificationFilter):
    pass


@strawberry.type
class CategoryAssignment(category_rows.CategoryRow, Fact, OfSchool):
    pass


@strawberry.type
class CategorySpan(category_rows.CategorySpanRow):
    pass


@strawberry.type
class Reclassification(category_rows.ReclassificationRow, Fact, OfSchool):
    @strawberry.field
    async def budget(self, info: Info) -> CategoryBudget | None:
        """What it costs or gives in the first school year that it rules; absent where either
        is no category, or the school has no convenio then."""
        return await budget_of(info, self)


CATEGORIES = category_rows.CATEGORIES.into(CategoryAssignment)

CATEGORY_SPANS = category_rows.CATEGORY_SPANS.into(CategorySpan)

RECLASSIFICATIONS = category_rows.RECLASSIFICATIONS.into(Reclassification)


@field_of(School, "category_spans")
async def school_category_spans(
    school: Parent[School], info: Info, level: EducationLevel | None = None
) -> list[CategorySpan]:
    """Its performance category, from when to when, by level."""
    given = await params(info, level=level and level.value)
    return await rows_of_parent(info, CATEGORY_SPANS, (RBD,), (school.rbd,), given)


@field_of(School, "categories")
async def school_categories(
    school: Parent[School], info: Info, level: EducationLevel | None = None
) -> list[CategoryAssignment]:
    """Its performance category in each publication."""
    given = await params(info, CategoryFilter(level=level))
    return await rows_of_parent(info, CATEGORIES, (RBD,), (school.rbd,), given)


@field_of(School, "reclassifications")
async def school_reclassifications(school: Parent[School], info: Info) -> list[Reclassification]:
    """Changes of its category, with both dates."""
    given = await params(info, ReclassificationFilter(), unordered=unordered_years())
    return await rows_of_parent(info, RECLASSIFICATIONS, (RBD,), (school.rbd,), given)


@root
class CategoryQuery:
    @view
    async def categories(
        self,
        info: Info,
        where: Annotated[CategoryFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[CategoryAssignment]:
        """Performance categories, by year, level and RBD."""
        given = await params(info, where or CategoryFilter())
        return await connection(info, CATEGORIES, given, page)

    @view
    async def reclassifications(
        self,
        info: Info,
        where: Annotated[ReclassificationFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Reclassification]:
        """Changes of category between one publication and the next, with both dates."""
        given = await params(info, where or ReclassificationFilter(), unordered=unordered_years())
        return await connection(info, RECLASSIFICATIONS, given, page)
