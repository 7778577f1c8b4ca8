"""Pupils of schools, and their attendance."""

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import SchoolYear
from sep_graphql.answering.context import Info
from sep_graphql.answering.pages.connections import params, rows_of_parent
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.reading.columns import RBD, STREAM
from sep_projections.schools import pupils as pupil_rows


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


PUPIL_COUNTS = pupil_rows.PUPIL_COUNTS.into(PupilCount)

GRADE_COUNTS = pupil_rows.GRADE_COUNTS.into(GradeCount)

ATTENDANCE = pupil_rows.ATTENDANCE.into(Attendance)


@field_of(School, "pupil_counts")
async def school_pupil_counts(
    school: Parent[School], info: Info, year: SchoolYear | None = None
) -> list[PupilCount]:
    """Its pupils by year, and its standing in the SEP regime."""
    given = await params(info, year=year)
    return await rows_of_parent(info, PUPIL_COUNTS, (RBD,), (school.rbd,), given)


@field_of(School, "attendance")
async def school_attendance(
    school: Parent[School], info: Info, year: SchoolYear | None = None
) -> list[Attendance]:
    """Its attendance by month and level band."""
    given = await params(info, year=year)
    return await rows_of_parent(info, ATTENDANCE, (RBD,), (school.rbd,), given)
