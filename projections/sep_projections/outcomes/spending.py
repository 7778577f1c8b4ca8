"""SEP money of schools beside their results: distributions and associations, no cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency, PerformanceCategory, Region
from sep_projections.outcomes.association import Association, association_of
from sep_projections.reading import statements
from sep_projections.reading.aggregates import Dimension, Measure, Relation
from sep_projections.reading.rows import Row, rows_of


class SpendingMeasure(StrEnum):
    """What is measured of a school's SEP in a year."""

    SEP_PER_PRIORITY_PUPIL = "sep_per_priority_pupil"
    """Pesos that the ministry paid for each priority pupil."""
    EXECUTION_RATE = "execution_rate"
    """Percent of what the ministry paid that the school's documents declare."""
    ACCOUNT_SHARE = "account_share"
    """Percent of what the documents declare that went to some accounts."""


class SpendingOutcome(StrEnum):
    """What spending is held against."""

    SCORE = "score"
    """The score some years later."""
    CHANGE = "change"
    """How far the score had come by then since the last test before the year of the spending."""


@dataclass(kw_only=True)
class SpendingDistributionRow(Row):
    """How a measure lies among schools; pesos or percent, with one decimal."""

    year: SchoolYear | None = None
    region: Region | None = None
    dependency: Dependency | None = None
    rural: bool | None = None
    category: PerformanceCategory | None = None
    """Only the dimensions asked for are filled."""
    schools: int
    school_years: int
    """Schools with a value, each once for every year."""
    without_value: int
    """Schools and years without one."""
    overall: Decimal | None = None
    """Of all schools with a value taken as one."""
    quantiles: list[Decimal] | None = None
    """At 10, 25, 50, 75 and 90 percent; absent below the minimum of schools."""


@dataclass(kw_only=True)
class SpendingScoreRow(Row):
    """A school's measure beside its score."""

    year: SchoolYear
    lag: int
    rbd: Rbd
    value: float
    score: int
    pupils: int
    change: int | None = None


@dataclass(kw_only=True)
class LostRow(Row):
    """Schools of a year, by why they have no value, or those that have one."""

    reason: str | None = None
    year: int
    schools: int
    rbds: list[Rbd]


@dataclass(frozen=True)
class LaggedAssociation:
    """A measure in a year against an outcome so many years later."""

    year: SchoolYear
    lag: int
    pupils: int
    found: Association


SPENDING_DISTRIBUTION = Measure("spending_distribution", SpendingDistributionRow)
SPENDING_DIMENSIONS = (
    Dimension("year", "fact.year"),
    *(
        Dimension(name, f"school.{name}", Relation.SCHOOL)
        for name in ("region", "dependency", "rural")
    ),
    Dimension("category", "category.category", Relation.CATEGORY),
)


async def scores(
    connection: AsyncConnection[Any], params: Mapping[str, Any]
) -> list[SpendingScoreRow]:
    """Each school with a value and a score some years later, by year, lag and RBD."""
    query = statements.part("spending_scores")
    async with connection.cursor(row_factory=rows_of(SpendingScoreRow), binary=True) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


async def lost_schools(
    connection: AsyncConnection[Any], params: Mapping[str, Any]
) -> list[LostRow]:
    """The schools of each year, those without a value by reason."""
    query = statements.part("spending_lost")
    async with connection.cursor(row_factory=rows_of(LostRow), binary=True) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


def associations(
    rows: Sequence[SpendingScoreRow], outcome: SpendingOutcome
) -> list[LaggedAssociation]:
    """One for each year and lag in which there are schools, in that order."""
    told = [row for row in rows if outcome is SpendingOutcome.SCORE or row.change is not None]
    return [
        _association(year, lag, list(some), outcome)
        for (year, lag), some in groupby(told, key=lambda row: (row.year, row.lag))
    ]


def _association(
    year: SchoolYear, lag: int, rows: Sequence[SpendingScoreRow], outcome: SpendingOutcome
) -> LaggedAssociation:
    values = np.array([row.value for row in rows], np.float64)
    points = np.array([getattr(row, outcome) for row in rows], np.float64)
    return LaggedAssociation(
        year, lag, sum(row.pupils for row in rows), association_of(values, points)
    )
