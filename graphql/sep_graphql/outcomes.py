"""SIMCE results, performance categories and their changes, pupils."""

from typing import Annotated

import strawberry

from sep_domain.events.results import Subject
from sep_graphql.category_budget import CategoryBudget, budget_of
from sep_graphql.connections import Connection, connection, params, rows_of_parent
from sep_graphql.context import Info
from sep_graphql.known import FILTER, view
from sep_graphql.links import OfSchool
from sep_graphql.log import Fact
from sep_projections.reads import outcomes
from sep_projections.reads.category_history import unordered_years
from sep_projections.reads.columns import STREAM


@strawberry.input
class TestResultFilter(outcomes.TestResultFilter):
    __test__ = False


@strawberry.input
class ChangeFilter(outcomes.ChangeFilter):
    pass


@strawberry.input
class CategoryFilter(outcomes.CategoryFilter):
    pass


@strawberry.input
class ReclassificationFilter(outcomes.ReclassificationFilter):
    pass


@strawberry.type
class SubjectResult(outcomes.SubjectResultRow):
    pass


@strawberry.type
class TestResult(outcomes.TestResultRow, Fact, OfSchool):
    __test__ = False

    @strawberry.field
    async def subjects(self, info: Info, subject: Subject | None = None) -> list[SubjectResult]:
        """The result in each subject, or in one."""
        given = await params(info, subject=subject and subject.value)
        return await rows_of_parent(info, SUBJECT_RESULTS, (STREAM,), (self.stream,), given)


@strawberry.type
class TestResultChange(outcomes.TestResultChangeRow, OfSchool):
    __test__ = False


@strawberry.type
class CategoryAssignment(outcomes.CategoryRow, Fact, OfSchool):
    pass


@strawberry.type
class CategorySpan(outcomes.CategorySpanRow):
    pass


@strawberry.type
class Reclassification(outcomes.ReclassificationRow, Fact, OfSchool):
    @strawberry.field
    async def budget(self, info: Info) -> CategoryBudget | None:
        """What it costs or gives in the first school year that it rules; absent where either
        is no category, or the school has no convenio then."""
        return await budget_of(info, self)


@strawberry.type
class GradeCount(outcomes.GradeCountRow):
    pass


@strawberry.type
class PupilCount(outcomes.PupilCountRow, Fact, OfSchool):
    @strawberry.field
    async def grades(self, info: Info) -> list[GradeCount]:
        """Pupils by grade."""
        given = await params(info)
        return await rows_of_parent(info, GRADE_COUNTS, (STREAM,), (self.stream,), given)


@strawberry.type
class Attendance(outcomes.AttendanceRow, Fact, OfSchool):
    pass


TEST_RESULTS = outcomes.TEST_RESULTS.into(TestResult)
SUBJECT_RESULTS = outcomes.SUBJECT_RESULTS.into(SubjectResult)
CHANGES = outcomes.TEST_RESULT_CHANGES.into(TestResultChange)
CATEGORIES = outcomes.CATEGORIES.into(CategoryAssignment)
CATEGORY_SPANS = outcomes.CATEGORY_SPANS.into(CategorySpan)
RECLASSIFICATIONS = outcomes.RECLASSIFICATIONS.into(Reclassification)
PUPIL_COUNTS = outcomes.PUPIL_COUNTS.into(PupilCount)
GRADE_COUNTS = outcomes.GRADE_COUNTS.into(GradeCount)
ATTENDANCE = outcomes.ATTENDANCE.into(Attendance)


@strawberry.type
class OutcomeQuery:
    @view
    async def test_results(
        self,
        info: Info,
        where: Annotated[TestResultFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[TestResult]:
        """SIMCE, by year, grade and RBD."""
        given = await params(info, where or TestResultFilter())
        return await connection(info, TEST_RESULTS, given, first=first, after=after)

    @view
    async def test_result_changes(
        self,
        info: Info,
        where: Annotated[ChangeFilter, FILTER],
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[TestResultChange]:
        """Each school's score in two years, with the change where both scores may stand."""
        given = await params(info, where)
        return await connection(info, CHANGES, given, first=first, after=after)

    @view
    async def categories(
        self,
        info: Info,
        where: Annotated[CategoryFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[CategoryAssignment]:
        """Performance categories, by year, level and RBD."""
        given = await params(info, where or CategoryFilter())
        return await connection(info, CATEGORIES, given, first=first, after=after)

    @view
    async def reclassifications(
        self,
        info: Info,
        where: Annotated[ReclassificationFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Reclassification]:
        """Changes of category between one publication and the next, with both dates."""
        given = await params(info, where or ReclassificationFilter(), unordered=unordered_years())
        return await connection(info, RECLASSIFICATIONS, given, first=first, after=after)
