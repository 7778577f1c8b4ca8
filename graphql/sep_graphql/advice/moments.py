"""What advised schools scored at a moment, how far they had come, and how far others like them.

What schools scored before, while and after they were advised goes together with advice; it does not
tell what advice did.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import strawberry

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import Subject
from sep_domain.values.identifiers import Rbd
from sep_graphql.advice.advised_schools import AdvisedSchool
from sep_graphql.answering.context import Info
from sep_graphql.log.data_version import LostSchools
from sep_projections.advice import advice, advisers
from sep_projections.advice.advice import Moment
from sep_projections.advice.adviser_comparison import Comparable, comparison_at, persistence
from sep_projections.advice.advisers import AdviceGap


@dataclass(frozen=True)
class Test:
    """A grade and subject, as known at a position."""

    __test__ = False  # the name is the law's, not pytest's

    grade: str
    subject: Subject
    given: Mapping[str, Any]

    async def country(self, info: Info) -> Comparable:
        """All schools tested, read once however many are compared with them."""
        operation = info.context.operation

        async def load(_: list[str]) -> list[Comparable]:
            async with operation.reading() as connection:
                return [await advisers.comparable(connection, self.given)]

        identity = ("comparable", self.grade, self.subject, self.given["known"])
        found: Comparable = await operation.loader(identity, load).load("")
        return found


@strawberry.type
class AdviceEstimate(advice.Estimate):
    pass


@strawberry.type
class SchoolsWithoutScore:
    """Schools without a score at a moment, by reason."""

    reason: AdviceGap
    schools: int


@strawberry.type
class AdviceComparison:
    """Schools beside others that were alike at the test before and advised at no test since."""

    schools: int
    """Schools of the adviser that have a match."""
    schools_compared: int
    change: Decimal | None
    """Mean change of the matched schools, in points; absent below five schools."""
    change_compared: Decimal | None
    """That of the others: all those of a cell weigh as much as the schools matched in it."""
    difference: AdviceEstimate
    """The one less the other; errors clustered by school."""
    lost: list[LostSchools]
    """Schools without a match, by reason."""


@strawberry.type
class AdviceMoment:
    """What the schools scored at a moment, and how far they had come by then."""

    of: strawberry.Private[advice.Advice]
    rows: strawberry.Private[list[AdvisedSchool]]
    test: strawberry.Private[Test]
    mean_of: strawberry.Private[advice.Mean]
    moment: Moment

    @strawberry.field
    def from_year(self) -> SchoolYear | None:
        """The first of the years in which this moment falls."""
        return min(self._years, default=None)

    @strawberry.field
    def to_year(self) -> SchoolYear | None:
        """The last of them."""
        return max(self._years, default=None)

    @strawberry.field
    def schools(self) -> int:
        """Schools with a score that stands."""
        return self.mean_of.schools

    @strawberry.field
    def pupils(self) -> int:
        """Pupils tested in them."""
        return self.mean_of.pupils

    @strawberry.field
    def mean(self) -> Decimal | None:
        """Mean score, each school weighing as many as its pupils tested; one decimal."""
        return self.mean_of.mean

    @strawberry.field
    def school_mean(self) -> Decimal | None:
        """Mean score, each school weighing the same; one decimal."""
        return self.mean_of.school_mean

    @strawberry.field
    def without_score(self) -> list[SchoolsWithoutScore]:
        """The other schools, by reason."""
        reasons = Counter(filter(None, (row.missing[self.moment.value] for row in self.rows)))
        return [SchoolsWithoutScore(reason=one, schools=reasons[one]) for one in sorted(reasons)]

    @strawberry.field
    async def change(self) -> AdviceEstimate | None:
        """Mean change against the test before, of the schools that have both scores.

        Each school weighs the same. Without a number below five schools, without an interval below
        ten; absent for the test before itself.
        """
        if self.moment is Moment.BEFORE:
            return None
        return AdviceEstimate(**vars(await asyncio.to_thread(lambda: self.of.change(self.moment))))

    @strawberry.field
    async def persistence(self) -> Decimal | None:
        """Percent of the gain at the test during the advice that is left; one decimal.

        Of the schools with all three scores; absent where the interval of their gain is not above
        zero.
        """
        if self.moment in {Moment.BEFORE, Moment.DURING}:
            return None
        return await asyncio.to_thread(lambda: self.of.persistence(self.moment))

    @strawberry.field
    async def comparison(self, info: Info) -> AdviceComparison | None:
        """The change beside that of comparable schools; absent for the test before itself."""
        if self.moment is Moment.BEFORE:
            return None
        country = await self.test.country(info)
        found = await asyncio.to_thread(lambda: comparison_at(self.of.stays, country, self.moment))
        return AdviceComparison(
            schools=found.schools,
            schools_compared=found.schools_compared,
            change=found.change,
            change_compared=found.change_compared,
            difference=AdviceEstimate(**vars(found.difference)),
            lost=lost_schools((one.reason, one.rbd) for one in found.lost),
        )

    @strawberry.field
    async def persistence_compared(self, info: Info) -> Decimal | None:
        """Percent of the difference from comparable schools that is left; as `persistence`."""
        if self.moment in {Moment.BEFORE, Moment.DURING}:
            return None
        country = await self.test.country(info)
        return await asyncio.to_thread(lambda: persistence(self.of.stays, country, self.moment))

    @property
    def _years(self) -> set[SchoolYear]:
        years = (row.years[self.moment.value] for row in self.rows)
        return {SchoolYear(year) for year in years if year is not None}


def lost_schools(found: Iterable[tuple[str, Rbd]]) -> list[LostSchools]:
    """Schools by the reason for which each is lost."""
    by_reason: dict[str, list[Rbd]] = {}
    for reason, rbd in found:
        by_reason.setdefault(reason, []).append(rbd)
    return [
        LostSchools(reason=reason, year=None, schools=len(rbds), rbds=sorted(rbds))
        for reason, rbds in sorted(by_reason.items())
    ]
