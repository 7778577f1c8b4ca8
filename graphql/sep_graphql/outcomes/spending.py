"""SEP money beside what pupils learn: how it lies among schools, and what it goes together with."""

import asyncio
from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import Subject
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import view
from sep_graphql.answering.pages.connections import params
from sep_graphql.answering.root import root
from sep_graphql.log.data_version import DataFile, DataVersion, LostSchools, Rule, Sample
from sep_projections.log import data_version
from sep_projections.outcomes import association
from sep_projections.outcomes import spending as spending_outcomes
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.outcomes.spending import (
    SPENDING_DIMENSIONS,
    LaggedAssociation,
    SpendingMeasure,
    SpendingOutcome,
)
from sep_projections.reading import statements

RULE = ("spending", 1)
MOST_LAG = 3
MOST_ACCOUNTS = 40

for _enum in (SpendingMeasure, SpendingOutcome):
    strawberry.enum(_enum)


@strawberry.enum
class SpendingDimension(Enum):
    """What a distribution of spending can be split by."""

    YEAR = "year"
    REGION = "region"
    DEPENDENCY = "dependency"
    RURAL = "rural"
    CATEGORY = "category"


@strawberry.type
class SpendingDistribution(spending_outcomes.SpendingDistributionRow):
    pass


@strawberry.type
class Correlation(association.Correlation):
    pass


@strawberry.type
class SpendingAssociation:
    """How a measure in a year goes together with results so many years later."""

    year: SchoolYear
    """Of the spending."""
    lag: int
    """Years from the spending to the test."""
    schools: int
    pupils: int
    """Pupils tested in them."""
    pearson: Correlation | None
    """Of the values; absent below ten schools, or where all have the same."""
    spearman: Correlation | None
    """Of the ranks, which no single school can carry."""

    @classmethod
    def of(cls, found: LaggedAssociation) -> "SpendingAssociation":
        pearson, spearman = found.found.pearson, found.found.spearman
        return cls(
            year=found.year,
            lag=found.lag,
            schools=found.found.schools,
            pupils=found.pupils,
            pearson=Correlation(**vars(pearson)) if pearson else None,
            spearman=Correlation(**vars(spearman)) if spearman else None,
        )


@strawberry.type
class Spending:
    """One measure of schools' SEP over some years. What goes together need not have a cause."""

    given: strawberry.Private[Mapping[str, Any]]
    measure: SpendingMeasure
    from_year: SchoolYear
    to_year: SchoolYear

    @strawberry.field
    async def distribution(
        self, info: Info, by: list[SpendingDimension]
    ) -> list[SpendingDistribution]:
        """How it lies among schools, by one to three dimensions."""
        named = {dimension.name: dimension for dimension in SPENDING_DIMENSIONS}
        chosen = [named[name] for name in dict.fromkeys(one.value for one in by)]
        if not 1 <= len(chosen) <= 3:
            raise ArgumentError(f"split by 1 to 3 dimensions, not {len(chosen)}")
        operation = info.context.operation
        measure = spending_outcomes.SPENDING_DISTRIBUTION.into(SpendingDistribution)
        async with operation.reading() as connection:
            rows = await measure.by(connection, chosen, self.given)
        operation.spend(len(rows))
        return rows

    @strawberry.field
    async def associations(
        self,
        info: Info,
        grade: str,
        subject: Subject,
        outcome: SpendingOutcome = SpendingOutcome.SCORE,
        lags: list[int] | None = None,
    ) -> list[SpendingAssociation]:
        """With results 0 to 3 years later, by year of the spending and lag."""
        wanted = sorted(set(range(MOST_LAG + 1) if lags is None else lags))
        if not set(wanted) <= set(range(MOST_LAG + 1)):
            raise ArgumentError(f"lags go from 0 to {MOST_LAG} years")
        operation = info.context.operation
        more = {"grade": grade, "subject": subject.value, "lags": wanted}
        async with operation.reading() as connection:
            rows = await spending_outcomes.scores(connection, {**self.given, **more})
        found = await asyncio.to_thread(lambda: spending_outcomes.associations(rows, outcome))
        operation.spend(len(found))
        return [SpendingAssociation.of(one) for one in found]

    @strawberry.field
    async def data_version(self, info: Info) -> DataVersion:
        """The files of the money and the pupils; the sample counts a school once for each year."""
        operation = info.context.operation
        async with operation.reading() as connection:
            rows = await spending_outcomes.lost_schools(connection, self.given)
        lost = [
            LostSchools(reason=row.reason, year=row.year, schools=row.schools, rbds=row.rbds)
            for row in rows
            if row.reason is not None
        ]

        async def files() -> list[DataFile]:
            positions = statements.part("spending_positions")
            async with operation.reading() as connection:
                return await data_version.files_behind(connection, positions, self.given, DataFile)

        asked = sum(row.schools for row in rows)
        return DataVersion(
            position=(await operation.known(view_of(info))).position,
            rule=Rule.of(*RULE, {**vars(MINIMUMS), "measure": self.measure.value}),
            sample=Sample(asked=asked, used=asked - sum(one.schools for one in lost), lost=lost),
            read_files=files,
        )


@root
class SpendingQuery:
    @view
    async def spending(
        self,
        info: Info,
        measure: SpendingMeasure,
        from_year: SchoolYear,
        to_year: SchoolYear,
        accounts: list[str] | None = None,
    ) -> Spending:
        """A measure of the SEP of schools, both years included.

        `accounts` names the accounts of ACCOUNT_SHARE by how their codes begin, such as 4105 for
        advice and training.
        """
        if (measure is SpendingMeasure.ACCOUNT_SHARE) != bool(accounts):
            raise ArgumentError("name accounts for ACCOUNT_SHARE, and for nothing else")
        if len(accounts or ()) > MOST_ACCOUNTS or from_year > to_year:
            raise ArgumentError(f"at most {MOST_ACCOUNTS} accounts, and years in their order")
        given = await params(
            info,
            measure=measure.value,
            accounts=accounts or [],
            from_year=from_year,
            to_year=to_year,
            least_schools=MINIMUMS.for_mean,
        )
        return Spending(given=given, measure=measure, from_year=from_year, to_year=to_year)
