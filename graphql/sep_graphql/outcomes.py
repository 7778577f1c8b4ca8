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
from sep_projections.categories import categories as category_rows
from sep_projections.categories.history import unordered_years
from sep_projections.reading.columns import STREAM
from sep_projections.results import results as result_rows
from sep_projections.schools import pupils as pupil_rows


@strawberry.input
class TestResultFilter(result_rows.TestResultFilter):
    __test__ = False


@strawberry.input
class ChangeFilter(result_rows.ChangeFilter):
    pass


@strawberry.input
class CategoryFilter(category_rows.CategoryFilter):
    pass


@strawberry.input
class ReclassificationFilter(category_rows.ReclassificationFilter):
    pass


@strawberry.type
class SubjectResult(result_rows.SubjectResultRow):
    pass


@strawberry.type
class TestResult(result_rows.TestResultRow, Fact, OfSchool):
    __test__ = False

    @strawberry.field
    async def subjects(self, info: Info, subject: Subject | None = None) -> list[SubjectResult]:
        """The result in each subject, or in one."""
        given = await params(info, subject=subject and subject.value)
        return await rows_of_parent(info, SUBJECT_RESULTS, (STREAM,), (self.stream,), given)


@strawberry.type
class TestResultChange(result_rows.TestResultChangeRow, OfSchool):
    __test__ = False


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


@strawberry.type
class GradeCount(pupil_rows.GradeCountRow):
    pass


@strawberry.type
class PupilCount(pupil_rows.PupilCountRow, Fact, OfSchool):
    @strawberry.field
    async def grades(self, info: Info) -> list[GradeCount]:
        """Pupils by grade."""
        given = await params(info)
        return await rows_of_parent(info, GRADE_COUNTS, (STREAM,), (self.stream,), given)


@strawberry.type
class Attendance(pupil_rows.AttendanceRow, Fact, OfSchool):
    pass


TEST_RESULTS = result_rows.TEST_RESULTS.into(TestResult)
SUBJECT_RESULTS = result_rows.SUBJECT_RESULTS.into(SubjectResult)
CHANGES = result_rows.TEST_RESULT_CHANGES.into(TestResultChange)
CATEGORIES = category_rows.CATEGORIES.into(CategoryAssignment)
CATEGORY_SPANS = category_rows.CATEGORY_SPANS.into(CategorySpan)
RECLASSIFICATIONS = category_rows.RECLASSIFICATIONS.into(Reclassification)
PUPIL_COUNTS = pupil_rows.PUPIL_COUNTS.into(PupilCount)
GRADE_COUNTS = pupil_rows.GRADE_COUNTS.into(GradeCount)
ATTENDANCE = pupil_rows.ATTENDANCE.into(Attendance)


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
