"""National test results, and their changes between two years."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import Subject
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.reading.columns import RBD, STREAM
from sep_projections.results import results as result_rows


@strawberry.input
class TestResultFilter(result_rows.TestResultFilter):
    __test__ = False


@strawberry.input
class ChangeFilter(result_rows.ChangeFilter):
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


TEST_RESULTS = result_rows.TEST_RESULTS.into(TestResult)

SUBJECT_RESULTS = result_rows.SUBJECT_RESULTS.into(SubjectResult)

CHANGES = result_rows.TEST_RESULT_CHANGES.into(TestResultChange)


@field_of(School, "test_results")
async def school_test_results(
    school: Parent[School],
    info: Info,
    grade: str | None = None,
    from_year: SchoolYear | None = None,
    to_year: SchoolYear | None = None,
) -> list[TestResult]:
    """Its SIMCE results, the earliest first."""
    where = TestResultFilter(grade=grade, from_year=from_year, to_year=to_year)
    given = await params(info, where)
    return await rows_of_parent(info, TEST_RESULTS, (RBD,), (school.rbd,), given)


@field_of(School, "test_result_change")
async def school_test_result_change(
    school: Parent[School],
    info: Info,
    *,
    grade: str,
    subject: Subject,
    from_year: SchoolYear,
    to_year: SchoolYear,
) -> TestResultChange | None:
    """Its score in two years; absent where either year has no result."""
    where = ChangeFilter(grade=grade, subject=subject, from_year=from_year, to_year=to_year)
    given = await params(info, where)
    return await row_of(info, CHANGES, (RBD,), (school.rbd,), given)


@root
class ResultQuery:
    @view
    async def test_results(
        self,
        info: Info,
        where: Annotated[TestResultFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[TestResult]:
        """SIMCE, by year, grade and RBD."""
        given = await params(info, where or TestResultFilter())
        return await connection(info, TEST_RESULTS, given, page)

    @view
    async def test_result_changes(
        self,
        info: Info,
        where: Annotated[ChangeFilter, FILTER],
        page: Paging = FIRST_PAGE,
    ) -> Connection[TestResultChange]:
        """Each school's score in two years, with the change where both scores may stand."""
        given = await params(info, where)
        return await connection(info, CHANGES, given, page)
