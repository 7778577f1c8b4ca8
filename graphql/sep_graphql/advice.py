"""What became of the schools of an adviser, or of a kind of contract, in a grade and subject.

What schools scored before, while and after they were advised goes together with advice; it does not
tell what advice did.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import strawberry

from sep_domain.calendar import SchoolYear
from sep_domain.events.results import Subject
from sep_domain.identifiers import Rbd
from sep_domain.money import Clp
from sep_graphql.advised_schools import AdvisedSchool
from sep_graphql.context import Info, view_of
from sep_graphql.data_version import DataFile, DataVersion, LostSchools, Rule, Sample
from sep_projections.outcomes import advice
from sep_projections.outcomes.advice import Moment
from sep_projections.outcomes.advice_compared import Comparable, compared, persistence
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.reads import advisers, data_version
from sep_projections.reads.advisers import AdviceGap

T = TypeVar("T")

RULE = ("advice", 1)


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
class AdviceCost(advice.Cost):
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
    test: strawberry.Private["Test"]
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
        return AdviceEstimate(**vars(await beside(lambda: self.of.change(self.moment))))

    @strawberry.field
    async def persistence(self) -> Decimal | None:
        """Percent of the gain at the test during the advice that is left; one decimal.

        Of the schools with all three scores; absent where the interval of their gain is not above
        zero.
        """
        if self.moment in {Moment.BEFORE, Moment.DURING}:
            return None
        return await beside(lambda: self.of.persistence(self.moment))

    @strawberry.field
    async def comparison(self, info: Info) -> AdviceComparison | None:
        """The change beside that of comparable schools; absent for the test before itself."""
        if self.moment is Moment.BEFORE:
            return None
        country = await self.test.country(info)
        found = await beside(lambda: compared(self.of.stays, country, self.moment))
        return AdviceComparison(
            schools=found.schools,
            schools_compared=found.schools_compared,
            change=found.change,
            change_compared=found.change_compared,
            difference=AdviceEstimate(**vars(found.difference)),
            lost=_lost((one.reason, one.rbd) for one in found.lost),
        )

    @strawberry.field
    async def persistence_compared(self, info: Info) -> Decimal | None:
        """Percent of the difference from comparable schools that is left; as `persistence`."""
        if self.moment in {Moment.BEFORE, Moment.DURING}:
            return None
        country = await self.test.country(info)
        return await beside(lambda: persistence(self.of.stays, country, self.moment))

    @property
    def _years(self) -> set[SchoolYear]:
        years = (row.years[self.moment.value] for row in self.rows)
        return {SchoolYear(year) for year in years if year is not None}


@strawberry.type
class Advice:
    """The schools of an adviser, or of a kind of contract, in a grade and subject.

    Only the first stay at each school counts. Amounts are whole pesos.
    """

    rows: strawberry.Private[list[AdvisedSchool]]
    among: strawberry.Private[list[AdvisedSchool]]
    test: strawberry.Private["Test"]
    label: str
    """RUT of the adviser, or what the contracts are for; empty for a market."""

    @strawberry.field
    def schools(self) -> int:
        """Schools advised."""
        return len({row.rbd for row in self.rows})

    @strawberry.field
    def contracts(self) -> int:
        """Contracts of these stays."""
        return sum(row.contracts for row in self.rows)

    @strawberry.field
    def committed(self) -> Clp:
        """What the contracts come to, as last amended."""
        return Clp(sum(row.committed for row in self.rows))

    @strawberry.field
    def paid(self) -> Clp:
        """What was paid under them."""
        return self.amount_paid

    @strawberry.field
    def paid_from_sep(self) -> Clp:
        """Of that, what was paid with SEP."""
        return Clp(sum(row.paid_from_sep for row in self.rows))

    @strawberry.field
    def moments(self) -> list[AdviceMoment]:
        """Before, during, and at the first, second and third test after the end."""
        return [
            AdviceMoment(
                of=self.stays,
                rows=self.rows,
                test=self.test,
                moment=one,
                mean_of=self.stays.mean(one),
            )
            for one in Moment
        ]

    @strawberry.field
    def cost_per_pupil(self) -> Clp | None:
        """What was paid for schools tested before and during, by their pupils tested during."""
        return self.stays.cost_per_pupil

    @strawberry.field
    async def cost_per_point(self) -> AdviceCost | None:
        """That, for each point of change during; absent where its interval is not above zero."""
        return await beside(self.cost)

    @strawberry.field
    def market(self) -> "Advice":
        """All others under the same filter together, each school by the first who advised it."""
        first: dict[Rbd, AdvisedSchool] = {}
        for row in sorted(self.among, key=lambda row: row.starts_on):
            if row.label != self.label:
                first.setdefault(row.rbd, row)
        return Advice(rows=list(first.values()), among=self.rows, test=self.test, label="")

    @strawberry.field
    def advised_schools(self, info: Info) -> list[AdvisedSchool]:
        """Each school, by RBD."""
        info.context.operation.spend(len(self.rows))
        return self.rows

    @strawberry.field
    async def data_version(self, info: Info) -> DataVersion:
        """The files of the scores, the rule and the sample: the schools with a change during."""
        operation = info.context.operation
        positions = [position for row in self.rows for position in row.positions or ()]

        async def files() -> list[DataFile]:
            async with operation.reading() as connection:
                return await data_version.files_of_positions(connection, positions, DataFile)

        return DataVersion(
            position=(await operation.known(view_of(info))).position,
            rule=Rule.of(*RULE, {**vars(MINIMUMS), "tests_begin": "10-01"}),
            sample=_sample(self.rows),
            read_files=files,
        )

    @property
    def amount_paid(self) -> Clp:
        return Clp(sum(row.paid for row in self.rows))

    @property
    def stays(self) -> advice.Advice:
        return advisers.advice_of(self.rows)

    def cost(self) -> AdviceCost | None:
        """May load the statistics library."""
        found = self.stays.cost_per_point(self.stays.change(Moment.DURING))
        return None if found is None else AdviceCost(**vars(found))


async def beside(work: Callable[[], T]) -> T:
    """What an estimate takes, off the loop: other answers go on meanwhile."""
    return await asyncio.to_thread(work)


def _sample(rows: Sequence[AdvisedSchool]) -> Sample:
    """Those with both scores are used; the others are lost for the first reason there is."""
    reasons = (
        (row.rbd, row.missing[Moment.BEFORE.value] or row.missing[Moment.DURING.value])
        for row in rows
    )
    lost = [(why.value, rbd) for rbd, why in reasons if why is not None]
    return Sample(
        asked=len(rows),
        used=len(rows) - len(lost),
        lost=_lost(lost),
    )


def _lost(found: Iterable[tuple[str, Rbd]]) -> list[LostSchools]:
    by_reason: dict[str, list[Rbd]] = {}
    for reason, rbd in found:
        by_reason.setdefault(reason, []).append(rbd)
    return [
        LostSchools(reason=reason, year=None, schools=len(rbds), rbds=sorted(rbds))
        for reason, rbds in sorted(by_reason.items())
    ]
