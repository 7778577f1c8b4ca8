"""What changes within the regime from year to year, and which schools have no data of it."""

from datetime import date
from typing import Annotated, Any

import strawberry

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.performance import plan_countdown
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.data_version import DataVersion
from sep_graphql.regime.version import version_of
from sep_graphql.schools.schools import OfSchool
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.regime import changes as regime_changes
from sep_projections.regime import school_coverage
from sep_projections.regime import version as regime_version

strawberry.enum(plan_countdown.PlanState)
strawberry.enum(school_coverage.Coverage, name="SchoolCoverageState")


@strawberry.input
class PupilChangeFilter(regime_changes.PupilChangeFilter):
    pass


@strawberry.input
class BandChangeFilter(regime_changes.BandChangeFilter):
    pass


@strawberry.input
class PlanCountdownFilter(regime_changes.PlanCountdownFilter):
    pass


@strawberry.type
class PupilChange(regime_changes.PupilChangeRow, OfSchool):
    pass


@strawberry.type
class BandChange(regime_changes.BandChangeRow, OfSchool):
    pass


@strawberry.type
class PlanCountdown:
    """When an emergente without plan may be warned, and when it falls to en recuperación."""

    due_on: date
    """The last day of the year after the signature."""
    warned_on: date | None
    """When the ministry warned it; absent where that is not known."""
    falls_on: date | None
    """The day after the three months from the warning; absent while no warning is known."""
    days_left: int | None
    """Until it falls; 0 once it has."""
    state: plan_countdown.PlanState
    verdict: Verdict
    lacks: list[str]
    """What is not known that the law needs, in Spanish."""
    article: str
    law: str


@strawberry.type
class ConvenioWithoutPlan(regime_changes.PlanCountdownRow, OfSchool, OfSostenedor):
    warned_on: strawberry.Private[date | None]
    plans_known: strawberry.Private[bool]

    @strawberry.field
    def countdown(self, on: date) -> PlanCountdown:
        """Where the countdown stands on a day (Ley 20.248 art 23)."""
        found = plan_countdown.plan_countdown(
            self.signed_on, on, self.warned_on, plans_known=self.plans_known
        )
        return PlanCountdown(
            due_on=found.due_on,
            warned_on=found.warned_on,
            falls_on=found.falls_on,
            days_left=found.days_left,
            state=found.state,
            verdict=found.verdict,
            lacks=list(found.lacks),
            article=found.article,
            law=found.law,
        )


@strawberry.type
class SchoolCoverage(school_coverage.SchoolCoverageRow):
    pass


PUPIL_CHANGES = regime_changes.PUPIL_CHANGES.into(PupilChange)
BAND_CHANGES = regime_changes.BAND_CHANGES.into(BandChange)
PLAN_COUNTDOWNS = regime_changes.PLAN_COUNTDOWNS.into(ConvenioWithoutPlan)
SCHOOL_COVERAGE = school_coverage.SCHOOL_COVERAGE.into(SchoolCoverage)


@strawberry.type
class PupilChangeConnection(Connection[PupilChange]):
    """A page of changes of pupils, and what all pages are made of."""

    given: strawberry.Private[dict[str, Any]]

    @strawberry.field
    async def data_version(self, info: Info) -> DataVersion:
        """What all pages are made of; a school without a change of prioritarios is lost."""
        return await version_of(info, regime_version.PUPIL_CHANGES, self.given)


@strawberry.type
class BandChangeConnection(Connection[BandChange]):
    """A page of changes of band, and what all pages are made of."""

    given: strawberry.Private[dict[str, Any]]

    @strawberry.field
    async def data_version(self, info: Info) -> DataVersion:
        """What all pages are made of; a school without a band in either year is lost."""
        return await version_of(info, regime_version.BAND_CHANGES, self.given)


@root
class RegimeChangeQuery:
    @view
    async def pupil_changes(
        self,
        info: Info,
        where: Annotated[PupilChangeFilter, FILTER],
        page: Paging = FIRST_PAGE,
    ) -> PupilChangeConnection:
        """Prioritarios, preferentes and all pupils of each school beside the year before."""
        given = await params(info, where)
        found = await connection(info, PUPIL_CHANGES, given, page)
        return PupilChangeConnection(**vars(found), given=given)

    @view
    async def band_changes(
        self,
        info: Info,
        where: Annotated[BandChangeFilter, FILTER],
        page: Paging = FIRST_PAGE,
    ) -> BandChangeConnection:
        """The concentration band of each school in a year beside the year before (art 16)."""
        known = await info.context.operation.known(view_of(info))
        given = regime_changes.band_params(known, where)
        found = await connection(info, BAND_CHANGES, given, page)
        return BandChangeConnection(**vars(found), given=given)

    @view
    async def emergentes_without_plan(
        self,
        info: Info,
        where: Annotated[PlanCountdownFilter, FILTER],
        page: Paging = FIRST_PAGE,
    ) -> Connection[ConvenioWithoutPlan]:
        """Convenios in force on a day of emergentes of which no plan is known, by RBD."""
        known = await info.context.operation.known(view_of(info))
        given = regime_changes.countdown_params(known, where)
        return await connection(info, PLAN_COUNTDOWNS, given, page)

    @view
    async def school_coverage(self, info: Info, year: SchoolYear) -> list[SchoolCoverage]:
        """How many schools have data of each dataset in a year, and why the others have none."""
        operation = info.context.operation
        known = await operation.known(view_of(info))
        given = school_coverage.coverage_params(known, year)
        async with operation.reading() as connection:
            return await SCHOOL_COVERAGE.rows(connection, given)
