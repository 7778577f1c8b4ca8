"""Series of test scores: means of groups of schools by year, and how they changed.

Every number names how many schools and pupils it is of, and counts the schools without a score by
the reason why; what is missing is never a zero. Association only: nothing here says what caused a
change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed, Identifier

from sep_domain.calendar import SchoolYear
from sep_domain.events.results import NotTested, ResultMark, SocioeconomicGroup, Subject
from sep_domain.grades import EducationLevel
from sep_domain.identifiers import Rbd
from sep_domain.schools import Dependency, PerformanceCategory, Region
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.reads import statements
from sep_projections.reads.aggregates import MOST_GROUPS
from sep_projections.reads.known import Known
from sep_projections.reads.listing import TooManyRowsError, params_of
from sep_projections.reads.rows import Row, rows_of
from sep_projections.reads.scores import Missing

T = TypeVar("T", bound=Row)


@dataclass(kw_only=True)
class SeriesFilter:
    """Which schools a series is of, by what they were in each year."""

    rbds: list[Rbd] | None = None
    region: Region | None = None
    comuna: int | None = None
    dependency: Dependency | None = None
    socioeconomic_group: SocioeconomicGroup | None = None
    rural: bool | None = None
    category: PerformanceCategory | None = None
    """Last published up to the year, at the level of the grade."""


@dataclass(kw_only=True)
class _GroupRow(Row):
    """What the schools of a group have in common; only the dimensions asked for are filled."""

    region: Region | None = None
    comuna: int | None = None
    """CUT code."""
    dependency: Dependency | None = None
    socioeconomic_group: SocioeconomicGroup | None = None
    rural: bool | None = None
    category: PerformanceCategory | None = None
    """Last published up to the year, at the level of the grade."""


@dataclass(kw_only=True)
class Unscored(Row):
    """Schools without a score that stands, for one reason."""

    why: Missing
    not_tested: NotTested | None = None
    """As the file says it, where they were not tested."""
    mark: ResultMark | None = None
    """The mark, where there is one."""
    schools: int


@dataclass(kw_only=True)
class ScorePointRow(_GroupRow):
    """A group of schools in a year. Means weigh each school by its pupils tested."""

    year: SchoolYear
    schools: int
    """Schools with a score that stands."""
    pupils: int
    """Pupils tested in them."""
    mean: Decimal | None = None
    """Mean score, one decimal, a half to the even digit; absent of too few schools."""
    schools_with_standards: int
    """Those of them whose shares by learning standard are published."""
    pupils_with_standards: int
    insufficient_share: Decimal | None = None
    elementary_share: Decimal | None = None
    adequate_share: Decimal | None = None
    """Mean percent of pupils at each learning standard; absent of too few schools."""
    schools_without_score: int
    unscored: list[dict[str, Any]] = field(default_factory=list)

    def reasons(self) -> list[Unscored]:
        """The schools without a score, by reason."""
        return [_unscored(each) for each in self.unscored]


@dataclass(kw_only=True)
class ScoreGroupChangeRow(_GroupRow):
    """How a group's mean changed between two measurements."""

    from_year: SchoolYear
    to_year: SchoolYear
    schools: int
    """Schools with a score that stands in both years, by what they are in the later one."""
    from_pupils: int
    """Pupils tested in them in the earlier year."""
    to_pupils: int
    change: Decimal | None = None
    """Later mean less earlier mean of those schools, in points, one decimal."""
    schools_only_earlier: int
    """Lost: their score stands in the earlier year alone."""
    schools_only_later: int
    schools_earlier: int
    """All schools with a score that stands in the earlier year."""
    schools_later: int
    difference_of_means: Decimal | None = None
    """Mean of all schools of the later year less that of the earlier one: other schools, too."""


DIMENSIONS = {
    **{
        name: f"fact.{name}"
        for name in ("region", "comuna", "dependency", "socioeconomic_group", "rural")
    },
    "category": "category.category",
}
"""What a series can be split by, and the column that says it."""


async def points(
    connection: AsyncConnection[Any],
    row: type[T],
    dimensions: Iterable[str],
    params: dict[str, Any],
) -> list[T]:
    """A point for each group and year measured. Raises TooManyRowsError."""
    query = _query("score_points", list(dimensions), ("year",))
    return await _groups(connection, query, row, params)


async def changes(
    connection: AsyncConnection[Any],
    row: type[T],
    dimensions: Iterable[str],
    params: dict[str, Any],
) -> list[T]:
    """A change for each group and two measurements. Raises TooManyRowsError."""
    query = _query("score_group_changes", list(dimensions), ("from_year", "to_year"))
    return await _groups(connection, query, row, params)


@dataclass(kw_only=True)
class SampleRow(Row):
    """Schools of a series that have a score in some year, or that never have one, for a reason."""

    reason: Missing | None = None
    """Why they have none in the last year they are in; absent for the schools with a score."""
    schools: int
    rbds: list[Rbd]


async def sample(connection: AsyncConnection[Any], params: dict[str, Any]) -> list[SampleRow]:
    """The schools of a series: those used, and those lost by reason."""
    query = statements.part("score_sample")
    async with connection.cursor(row_factory=rows_of(SampleRow), binary=True) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


async def years_measured(connection: AsyncConnection[Any], params: dict[str, Any]) -> set[int]:
    """The years of the series that have results of its grade and subject."""
    async with connection.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(statements.named("score_years"), params)
        return {year for (year,) in await cursor.fetchall()}


def series_params(
    known: Known, where: SeriesFilter, *, grade: str, subject: Subject, first: int, last: int
) -> dict[str, Any]:
    """Parameters of the statements of a series, both years included."""
    return params_of(
        known,
        where,
        grade=grade,
        subject=subject,
        level=EducationLevel.MEDIA if grade.endswith("m") else EducationLevel.BASICA,
        from_year=first,
        to_year=last,
        years=None,
        least_schools=MINIMUMS.for_mean,
        most_groups=MOST_GROUPS + 1,
    )


async def _groups(
    connection: AsyncConnection[Any], query: Composed, row: type[T], params: dict[str, Any]
) -> list[T]:
    async with connection.cursor(row_factory=rows_of(row), binary=True) as cursor:
        await cursor.execute(query, params)
        rows = await cursor.fetchall()
    if len(rows) > MOST_GROUPS:
        raise TooManyRowsError
    return rows


def _query(statement: str, dimensions: Sequence[str], years: Sequence[str]) -> Composed:
    keys = (
        SQL("{} as {}, ").format(SQL(DIMENSIONS[name]), Identifier(name)) for name in dimensions
    )
    ordinals = range(1, len(dimensions) + len(years) + 1)
    return statements.part(
        statement,
        keys=SQL("").join(keys),
        names=SQL("").join(SQL("{}, ").format(Identifier(name)) for name in dimensions),
        ordinals=SQL(", ").join(SQL(str(ordinal)) for ordinal in ordinals),
    )


def _unscored(given: dict[str, Any]) -> Unscored:
    not_tested, mark = given["not_tested"], given["mark"]
    return Unscored(
        why=Missing(given["why"]),
        not_tested=not_tested and NotTested(not_tested),
        mark=mark and ResultMark(mark),
        schools=given["schools"],
    )
