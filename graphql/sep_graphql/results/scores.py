"""Test scores over the years, of schools and of groups of schools, with their counts."""

from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import Subject
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.data_version import DataFile, DataVersion, Rule, Sample
from sep_graphql.log.events import Fact
from sep_graphql.schools.groups import SchoolGroup
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.log import data_version
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.reading.columns import RBD
from sep_projections.results import score_series, scores

MOST_DIMENSIONS = 3
RULE_VERSION = 1
"""Rises when a series answers anew from the same data."""
GRADES = ("2b", "4b", "6b", "8b", "2m")

strawberry.enum(scores.Missing)


@strawberry.enum
class ScoreDimension(Enum):
    """What series of scores can be split by."""

    REGION = "region"
    COMUNA = "comuna"
    CATEGORY = "category"
    DEPENDENCY = "dependency"
    SOCIOECONOMIC_GROUP = "socioeconomic_group"
    RURAL = "rural"


@strawberry.input
class ScoreFilter(scores.ScoreFilter):
    pass


@strawberry.input
class SeriesFilter(score_series.SeriesFilter):
    pass


@strawberry.type
class Score(scores.ScoreRow, Fact, OfSchool):
    pass


@strawberry.type
class Unscored(score_series.Unscored):
    pass


@strawberry.type
class ScorePoint(score_series.ScorePointRow):
    unscored: strawberry.Private[list[dict[str, Any]]]

    @strawberry.field
    def without_score(self) -> list[Unscored]:
        """The schools without a score that stands, counted by reason."""
        return [Unscored(**vars(reason)) for reason in self.reasons()]


@strawberry.type
class ScoreGroupChange(score_series.ScoreGroupChangeRow):
    pass


@strawberry.type
class ScoreSeries:
    """Scores of one grade and subject over the years, for schools as each file describes them."""

    grade: str
    subject: Subject
    from_year: SchoolYear
    to_year: SchoolYear
    series: strawberry.Private[score_series.Series]

    @strawberry.field
    def least_schools(self) -> int:
        """Schools that a mean needs; of fewer only the number is shown."""
        return MINIMUMS.for_mean

    @strawberry.field
    async def years_without_file(self, info: Info) -> list[SchoolYear]:
        """Years of the series for which nothing is known of this grade and subject."""
        given = await self._params(info)
        async with info.context.operation.reading() as connection:
            measured = await self.series.years_measured(connection, given)
        years = range(self.from_year, self.to_year + 1)
        return [SchoolYear(year) for year in years if year not in measured]

    @strawberry.field
    async def points(self, info: Info) -> list[ScorePoint]:
        """Each group in each year measured."""
        given = await self._params(info)
        operation = info.context.operation
        async with operation.reading() as connection:
            found = await self.series.points(connection, ScorePoint, given)
        operation.spend(len(found))
        return found

    @strawberry.field
    async def changes(
        self, info: Info, years: list[SchoolYear] | None = None
    ) -> list[ScoreGroupChange]:
        """From each measurement to the next, or between the two years given."""
        if years is not None and len(set(years)) != 2:
            raise ArgumentError("a change is between two different years")
        given = await self._params(info)
        given["years"] = years and [int(year) for year in years]
        operation = info.context.operation
        async with operation.reading() as connection:
            found = await self.series.changes(connection, ScoreGroupChange, given)
        operation.spend(len(found))
        return found

    @strawberry.field
    async def data_version(self, info: Info) -> DataVersion:
        """What the series was made of."""
        given = await self._params(info)
        operation = info.context.operation
        async with operation.reading() as connection:
            found = await self.series.sample(connection, given)
        operation.spend(len(found))

        async def read_files() -> list[DataFile]:
            async with operation.reading() as connection:
                positions = self.series.positions()
                return await data_version.files_behind(connection, positions, given, DataFile)

        return DataVersion(
            position=given["known"],
            rule=Rule.of("score_series", RULE_VERSION, _rule(self.series)),
            sample=Sample.of(found),
            read_files=read_files,
        )

    async def _params(self, info: Info) -> dict[str, Any]:
        return self.series.params(await info.context.operation.known(view_of(info)))


def _rule(series: score_series.Series) -> dict[str, object]:
    """What the numbers depend on beside the data."""
    given = {name: value for name, value in vars(series.where).items() if value is not None}
    return {
        "grade": series.grade,
        "subject": series.subject.name,
        "from_year": series.from_year,
        "to_year": series.to_year,
        "by": ", ".join(series.by),
        "weight": "pupils tested",
        "rounding": "half to even, one decimal",
        "least_schools": MINIMUMS.for_mean,
        **given,
        **{f"group_{name}": value for name, value in _criteria(series).items()},
    }


def _criteria(series: score_series.Series) -> dict[str, object]:
    return {} if series.group is None else series.group.criteria()


SCORES = scores.SCORES.into(Score)


@field_of(School, "scores")
async def school_scores(
    school: Parent[School],
    info: Info,
    *,
    grade: str | None = None,
    subject: Subject | None = None,
    from_year: SchoolYear | None = None,
    to_year: SchoolYear | None = None,
) -> list[Score]:
    """Its scores by grade, subject and year, each beside the measurement before it."""
    where = ScoreFilter(grade=grade, subject=subject, from_year=from_year, to_year=to_year)
    return await rows_of_parent(info, SCORES, (RBD,), (school.rbd,), await params(info, where))


@root
class ScoreQuery:
    @view
    async def scores(
        self,
        info: Info,
        where: Annotated[ScoreFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Score]:
        """Scores of schools, by RBD, grade, subject and year, each with its change."""
        given = await params(info, where or ScoreFilter())
        return await connection(info, SCORES, given, page)

    @view
    async def score_series(
        self,
        *,
        grade: str,
        subject: Subject,
        from_year: SchoolYear,
        to_year: SchoolYear,
        by: list[ScoreDimension] | None = None,
        where: Annotated[SeriesFilter | None, FILTER] = None,
        group: SchoolGroup | None = None,
    ) -> ScoreSeries:
        """Mean scores by year, of all schools or by up to three dimensions, both years included.

        The filter tells schools by what they were in each year; a group, by its own criteria.
        """
        dimensions = tuple(dict.fromkeys(one.value for one in by or ()))
        if len(dimensions) > MOST_DIMENSIONS:
            raise ArgumentError(f"split by at most {MOST_DIMENSIONS} dimensions")
        if grade not in GRADES or from_year > to_year:
            raise ArgumentError(f"expected one of {', '.join(GRADES)} and years in their order")
        series = score_series.Series(
            grade, subject, from_year, to_year, where or SeriesFilter(), dimensions, group
        )
        return ScoreSeries(
            grade=grade, subject=subject, from_year=from_year, to_year=to_year, series=series
        )
