"""A group of schools beside comparable ones: series, balance, difference, and what it rests on."""

import asyncio
from decimal import Decimal
from typing import TypeVar

import strawberry

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import Subject
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import view
from sep_graphql.answering.root import root
from sep_graphql.log.data_version import DataFile, DataVersion, LostSchools, Rule, Sample
from sep_graphql.outcomes.matching import Balance, MatchedCell, MatchingBands
from sep_graphql.outcomes.text import notes_on
from sep_graphql.results.scores import GRADES
from sep_graphql.schools.groups import SchoolGroup
from sep_projections.log import data_version
from sep_projections.outcomes import comparison_series
from sep_projections.outcomes import group_comparison as comparison
from sep_projections.outcomes.comparison import Comparison as Compared
from sep_projections.reading.known import Known

T = TypeVar("T")


@strawberry.type
class ComparisonPoint:
    """The mean of one side in a year."""

    year: SchoolYear
    mean: Decimal | None
    """Of the schools' scores by their weight; absent below the minimum of schools."""
    schools: int
    """Schools with a score that stands."""
    pupils: int
    """Pupils tested there, each once; a school whose pupils are not known adds none."""


@strawberry.type
class ComparisonSide:
    """One side of an estimate: the same schools before and after."""

    schools: int
    before: Decimal | None
    """Mean score of the years before, by weight; absent below the minimum of schools."""
    after: Decimal | None
    change: Decimal | None
    """Rounded once, so it can differ by a tenth from the difference of the two means as shown."""


@strawberry.type
class Difference:
    """How much more the group changed than the schools it is compared with, in points: an
    association, whatever it comes from."""

    estimate: float
    standard_error: float
    """Clustered by school."""
    low: float
    """Of the interval of 95 %."""
    high: float
    t: float | None
    """Absent, as `pValue`, where all schools of a side changed alike."""
    p_value: float | None
    schools_in_group: int
    schools_compared: int
    observations: int
    """Means that the regression stands on: two for each school."""


@strawberry.type
class ComparisonEstimate:
    """Both sides over the same years, and their difference."""

    before: list[SchoolYear]
    after: list[SchoolYear]
    group: ComparisonSide
    compared: ComparisonSide
    difference: Difference | None
    """Absent below the minimum of schools on either side."""

    @classmethod
    def of(cls, found: comparison_series.Estimate) -> "ComparisonEstimate":
        """As it is shown."""
        return cls(
            before=[SchoolYear(year) for year in found.before],
            after=[SchoolYear(year) for year in found.after],
            group=ComparisonSide(**vars(found.group)),
            compared=ComparisonSide(**vars(found.compared)),
            difference=None if found.difference is None else Difference(**vars(found.difference)),
        )


@strawberry.type
class Comparison:
    """A group of schools beside schools that were like it, before and after. It shows what went
    together, never what brought it about."""

    answer: strawberry.Private[comparison.GroupComparison]
    question: strawberry.Private[comparison.Question]
    known: strawberry.Private[Known]

    @strawberry.field
    def least_for_mean(self) -> int:
        """Schools that a mean needs; of fewer only the number is shown."""
        return self.answer.comparison.minimums.for_mean

    @strawberry.field
    def least_for_interval(self) -> int:
        """Schools that an estimate needs on each side."""
        return self.answer.comparison.minimums.for_interval

    @strawberry.field
    def group(self) -> list[ComparisonPoint]:
        """The matched schools of the group, year by year."""
        return _points(self.answer.comparison.group_series())

    @strawberry.field
    def compared(self) -> list[ComparisonPoint]:
        """The schools they are compared with, by weight."""
        return _points(self.answer.comparison.compared_series())

    @strawberry.field
    def same_band(self) -> list[ComparisonPoint]:
        """All schools that may be compared and began in the group's bands of scores, whatever else
        they are; each band weighs as in the group."""
        return _points(self.answer.comparison.same_band_series())

    @strawberry.field
    async def estimate(self) -> ComparisonEstimate:
        """The years before and after, and how the changes of the two sides differ."""
        found = self.answer.comparison
        return ComparisonEstimate.of(await asyncio.to_thread(lambda: found.estimate))

    @strawberry.field
    def same_band_change(self) -> ComparisonSide:
        """What the schools of the same bands did over the same years: how much of a gain comes by
        itself where a group began low."""
        return ComparisonSide(**vars(self.answer.comparison.same_band_change()))

    @strawberry.field
    async def placebos(self) -> list[ComparisonEstimate]:
        """The same difference between each two successive measurements up to the last year before:
        it should be about zero."""
        found = self.answer.comparison
        return list(map(ComparisonEstimate.of, await asyncio.to_thread(lambda: found.placebos)))

    @strawberry.field
    def balance(self) -> list[Balance]:
        """How alike the two sides were in the baseline year."""
        return [Balance.of(one) for one in self.answer.comparison.balance()]

    @strawberry.field
    def cells(self) -> list[MatchedCell]:
        """The cells with schools on both sides."""
        return [MatchedCell.of(cell) for cell in self.answer.comparison.matching.cells]

    @strawberry.field
    async def notes(self) -> list[str]:
        """What a reader must know before quoting a number, in Spanish."""
        return await asyncio.to_thread(notes_on, self.answer.comparison)

    @strawberry.field
    def data_version(self, info: Info) -> DataVersion:
        """The files, the rule and the schools behind the answer."""

        async def files() -> list[DataFile]:
            async with info.context.operation.reading() as connection:
                return await data_version.files_of_positions(
                    connection, self.answer.positions, DataFile
                )

        parameters = self.question.parameters()
        return DataVersion(
            position=self.known.position,
            rule=Rule.of(comparison.RULE, comparison.VERSION, parameters),
            sample=_sample(self.answer.comparison),
            read_files=files,
        )


def _points(found: list[comparison_series.Point]) -> list[ComparisonPoint]:
    return [
        ComparisonPoint(
            year=SchoolYear(one.year), mean=one.mean, schools=one.schools, pupils=one.pupils
        )
        for one in found
    ]


def _sample(found: Compared) -> Sample:
    lost = [
        LostSchools(reason=reason, year=year, schools=len(rbds), rbds=rbds)
        for (reason, year), rbds in found.lost().items()
    ]
    used = len(found.sample.group())
    return Sample(asked=len(found.group), used=used, lost=lost)


@root
class ComparisonQuery:
    @view
    async def comparison(
        self,
        info: Info,
        *,
        group: SchoolGroup,
        grade: str,
        subject: Subject,
        before: list[SchoolYear],
        after: list[SchoolYear],
        baseline_year: SchoolYear | None = None,
        against: SchoolGroup | None = None,
        never_advised: bool | None = None,
        matching: MatchingBands | None = None,
    ) -> Comparison:
        """A group of schools beside comparable ones.

        Schools are matched in the baseline year, the last one before where it is not given. A group
        that is told by its advisers is compared with schools that had none in any year from the
        first to the last one asked about, unless `neverAdvised` says otherwise.
        """
        if grade not in GRADES:
            raise ArgumentError(f"expected a grade of {', '.join(GRADES)}, not {grade}")
        question = comparison.Question(
            group=group,
            grade=grade,
            subject=subject,
            before=before,
            after=after,
            baseline=baseline_year,
            against=against,
            never_advised=group.is_advised if never_advised is None else never_advised,
            bands=(matching or MatchingBands()).bands(),
        )
        operation = info.context.operation
        known = await operation.known(view_of(info))
        async with operation.reading() as connection:
            answer = await comparison.compare_groups(connection, known, question)
        return Comparison(answer=answer, question=question, known=known)
