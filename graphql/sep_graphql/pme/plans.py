"""Improvement plans: actions, and the steps of their lives."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import SchoolYear
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.pme import plans
from sep_projections.pme.plans import PmeFilter
from sep_projections.reading.columns import RBD


@strawberry.type
class PmeAction(plans.PmeActionRow, Fact, OfSchool):
    pass


@strawberry.input
class PmeStepFilter(plans.PmeStepFilter):
    pass


@strawberry.type
class PmeStep(plans.PmeStepRow, Fact, OfSchool):
    pass


PME_ACTIONS = plans.PME_ACTIONS.into(PmeAction)

PME_STEPS = plans.PME_STEPS.into(PmeStep)


@field_of(School, "pme_actions")
async def school_pme_actions(
    school: Parent[School],
    info: Info,
    year: SchoolYear | None = None,
    without_expense: bool | None = None,
) -> list[PmeAction]:
    """The actions of its plan, with their budget and execution."""
    given = await params(info, PmeFilter(year=year, without_expense=without_expense))
    return await rows_of_parent(info, PME_ACTIONS, (RBD,), (school.rbd,), given)


@root
class PlanQuery:
    @view
    async def pme_steps(
        self,
        info: Info,
        where: Annotated[PmeStepFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PmeStep]:
        """Steps of planes de mejoramiento, in the order in which they were recorded."""
        given = await params(info, where or PmeStepFilter())
        return await connection(info, PME_STEPS, given, page)
