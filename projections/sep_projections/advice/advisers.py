"""What advisers were paid, where they worked, and what their schools scored before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from psycopg import AsyncConnection

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, Region
from sep_projections.advice.advice import Advice, Measurement, Moment, Stay
from sep_projections.advice.adviser_comparison import Comparable
from sep_projections.outcomes.schools import Observation, School
from sep_projections.reading import statements
from sep_projections.reading.aggregates import Dimension, Measure, Relation
from sep_projections.reading.columns import RBD
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row, rows_of

LABEL = Column("label", "text")


class AdviceGap(StrEnum):
    """Why a school has no score at a moment."""

    NO_TEST = "no_test"
    """No test of the grade and subject falls there, or no file of it was imported."""
    ADVISED = "advised"
    """Somebody else advised the school at the test before, or anybody by the test after."""
    ABSENT = "absent"
    """The file of the year does not list the school."""
    NOT_TESTED = "not_tested"
    TOO_FEW_PUPILS = "too_few_pupils"
    MARKED = "marked"
    NOT_PUBLISHED = "not_published"
    PUPILS_UNKNOWN = "pupils_unknown"


@dataclass(kw_only=True)
class AdviceFilter:
    """Which advice: all of it where nothing is said."""

    contract_type: str | None = None
    """What the contract is for (`objeto`), word for word."""
    region: Region | None = None
    """Of the school, at the test before the adviser came."""
    rbd: Rbd | None = None
    """Only who has advised this school, with all the schools of each."""


@dataclass(kw_only=True)
class AdvisedSchoolRow(Row):
    """The first stay of an adviser, or of a kind of contract, at a school. Amounts are pesos."""

    label: str
    rbd: Rbd
    ate_ruts: list[Rut]
    contract_types: list[str]
    """What the contracts are for, as they say it."""
    starts_on: date
    ends_on: date
    contracts: int
    """Those of this stay: they follow one another without a year of tests between them."""
    later_contracts: int
    """Of later stays, which are not looked at."""
    committed: Clp
    paid: Clp
    paid_from_sep: Clp
    region: Region | None = None
    """Of the school at the test before, as the rest of what it was like."""
    dependency: Dependency | None = None
    socioeconomic_group: SocioeconomicGroup | None = None
    rural: bool | None = None
    years: list[int | None]
    scores: list[int | None]
    pupils: list[int | None]
    missing: list[AdviceGap | None]
    """By moment, as are the three before."""
    positions: list[Position] | None = None
    """Where in the log the scores stand."""

    @cached_property
    def stay(self) -> Stay:
        """As what is added up and estimated from; one for every market that it belongs to."""
        return Stay(self.rbd, self.paid, dict(self._measured()))

    def _measured(self) -> list[tuple[Moment, Measurement]]:
        columns = zip(Moment, self.years, self.scores, self.pupils, strict=True)
        return [
            (moment, Measurement(year, score, pupils or 0))
            for moment, year, score, pupils in columns
            if year is not None and score is not None
        ]


@dataclass(kw_only=True)
class ConcentrationFilter:
    """Which payments to advisers."""

    from_year: SchoolYear | None = None
    to_year: SchoolYear | None = None
    subvencion: str | None = None


@dataclass(kw_only=True)
class ConcentrationRow(Row):
    """To how many advisers the money of a group of schools went. Amounts are whole pesos."""

    region: Region | None = None
    """Of the school by the register; absent where it does not list the school."""
    year: SchoolYear | None = None
    """The year of the payments."""
    advisers: int
    schools: int
    paid: Clp
    largest_share: Decimal | None = None
    """Percent of the pesos that went to the adviser with the most; one decimal."""
    concentration: Decimal | None = None
    """Herfindahl and Hirschman's index of the pesos: 10,000 where one adviser has all."""


def advice_of(rows: Sequence[AdvisedSchoolRow]) -> Advice:
    """The stays of these rows together."""
    return Advice([row.stay for row in rows])


@dataclass(kw_only=True)
class ComparableRow(Row):
    """A score that stands, and when the school was advised."""

    position: Position
    rbd: Rbd
    year: int
    score: int
    pupils: int | None = None
    socioeconomic_group: SocioeconomicGroup | None = None
    dependency: Dependency | None = None
    rural: bool | None = None
    first_tests: list[int] | None = None
    last_tests: list[int] | None = None

    def school(self) -> School:
        """As matching sees it."""
        return School(
            self.rbd,
            Observation(self.score, self.pupils),
            self.socioeconomic_group,
            self.dependency,
            self.rural,
        )


async def comparable(connection: AsyncConnection[Any], params: Mapping[str, Any]) -> Comparable:
    """All schools of a grade and subject, for a group to be compared with."""
    query = statements.part("comparable_schools")
    async with connection.cursor(row_factory=rows_of(ComparableRow), binary=True) as cursor:
        await cursor.execute(query, params)
        rows = await cursor.fetchall()
    schools: dict[int, dict[Rbd, School]] = {}
    for row in rows:
        schools.setdefault(row.year, {})[row.rbd] = row.school()
    advised = {
        row.rbd: list(zip(row.first_tests, row.last_tests, strict=True))
        for row in rows
        if row.first_tests is not None and row.last_tests is not None
    }
    return Comparable(schools, advised)


ADVISED_SCHOOLS = Listing("advised_schools", (LABEL, RBD), AdvisedSchoolRow)
CONCENTRATION = Measure("adviser_concentration", ConcentrationRow)
CONCENTRATION_DIMENSIONS = (
    Dimension("year", "fact.year"),
    Dimension("region", "school.region", Relation.SCHOOL),
)
