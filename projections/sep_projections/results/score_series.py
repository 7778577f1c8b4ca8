"""Series of test scores: means of groups of schools by year, and how they changed.

Every number names how many schools and pupils it is of, and counts the schools without a score by
the reason why; what is missing is never a zero. Association only: nothing here says what caused a
change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable, Composed, Identifier

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import NotTested, ResultMark, SocioeconomicGroup, Subject
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency, PerformanceCategory, Region
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.reading import statements
from sep_projections.reading.aggregates import MOST_GROUPS
from sep_projections.reading.known import Known
from sep_projections.reading.listing import TooManyRowsError, params_of
from sep_projections.reading.rows import Row, rows_of
from sep_projections.results.scores import Missing
from sep_projections.schools.groups import SchoolGroup, params_of_group, set_of_schools

Connection = AsyncConnection[Any]
Params = Mapping[str, Any]
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
    """Change of the means: later mean less earlier mean of those schools, by pupils, in points."""
    mean_of_changes: Decimal | None = None
    """Mean of the changes of those schools, each school weighing the same, in points."""
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


@dataclass(kw_only=True)
class SampleRow(Row):
    """Schools of a series that have a score in some year, or that never have one, for a reason."""

    reason: Missing | None = None
    """Why they have none in the last year they are in; absent for the schools with a score."""
    schools: int
    rbds: list[Rbd]


@dataclass(frozen=True)
class Series:
    """One question: a grade and subject over years, both included, for some schools or all."""

    grade: str
    subject: Subject
    from_year: int
    to_year: int
    where: SeriesFilter
    by: tuple[str, ...] = ()
    """Names of `DIMENSIONS`."""
    group: SchoolGroup | None = None
    """Only schools that meet its criteria, whatever they were in each year."""

    def params(self, known: Known) -> dict[str, Any]:
        """Parameters of all its statements. Raises NoCriterionError for a group without any."""
        given = params_of(
            known,
            self.where,
            grade=self.grade,
            subject=self.subject,
            level=EducationLevel.MEDIA if self.grade.endswith("m") else EducationLevel.BASICA,
            from_year=self.from_year,
            to_year=self.to_year,
            years=None,
            least_schools=MINIMUMS.for_mean,
            most_groups=MOST_GROUPS + 1,
        )
        return given if self.group is None else given | params_of_group(_OF, self.group)

    async def points(self, connection: Connection, row: type[T], params: Params) -> list[T]:
        """A point for each group and year measured. Raises TooManyRowsError."""
        return await self._groups(connection, "score_points", row, params)

    async def changes(self, connection: Connection, row: type[T], params: Params) -> list[T]:
        """A change for each group and two measurements. Raises TooManyRowsError."""
        return await self._groups(connection, "score_group_changes", row, params)

    async def years_measured(self, connection: Connection, params: Params) -> set[int]:
        """The years that have results of the grade and subject, of any school."""
        async with connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(statements.named_statement("score_years"), params)
            return {year for (year,) in await cursor.fetchall()}

    async def sample(self, connection: Connection, params: Params) -> list[SampleRow]:
        """The schools: those used, and those lost by reason."""
        query = statements.part("score_sample", score_group_filter=self._filter())
        async with connection.cursor(row_factory=rows_of(SampleRow), binary=True) as cursor:
            await cursor.execute(query, params)
            return await cursor.fetchall()

    def positions(self) -> Composed:
        """A statement that selects where in the log the results stand."""
        return statements.part("score_positions", score_group_filter=self._filter())

    async def _groups(
        self, connection: Connection, statement: str, row: type[T], params: Params
    ) -> list[T]:
        query = self._query(statement, _YEARS[statement])
        async with connection.cursor(row_factory=rows_of(row), binary=True) as cursor:
            await cursor.execute(query, params)
            rows = await cursor.fetchall()
        if len(rows) > MOST_GROUPS:
            raise TooManyRowsError
        return rows

    def _query(self, statement: str, years: int) -> Composed:
        keys = (
            SQL("{} as {}, ").format(SQL(DIMENSIONS[name]), Identifier(name)) for name in self.by
        )
        ordinals = range(1, len(self.by) + years + 1)
        return statements.part(
            statement,
            keys=SQL("").join(keys),
            names=SQL("").join(SQL("{}, ").format(Identifier(name)) for name in self.by),
            ordinals=SQL(", ").join(SQL(str(ordinal)) for ordinal in ordinals),
            score_group_filter=self._filter(),
        )

    def _filter(self) -> Composed:
        return statements.part("score_group_filter", of_group=self._of_group())

    def _of_group(self) -> Composable:
        if self.group is None:
            return SQL("true")
        return SQL("fact.rbd in (\n{}\n)").format(set_of_schools(_OF))


_OF = "of"
_YEARS = {"score_points": 1, "score_group_changes": 2}
"""How many columns after its dimensions name the years of a row."""


def _unscored(given: dict[str, Any]) -> Unscored:
    not_tested, mark = given["not_tested"], given["mark"]
    return Unscored(
        why=Missing(given["why"]),
        not_tested=not_tested and NotTested(not_tested),
        mark=mark and ResultMark(mark),
        schools=given["schools"],
    )
