"""The schools of an adviser, or of a kind of contract: what they cost and how they did.

What schools scored before, while and after they were advised goes together with advice; it does not
tell what advice did.
"""

import asyncio
from collections.abc import Sequence

import strawberry

from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_graphql.advice.advised_schools import AdvisedSchool
from sep_graphql.advice.moments import AdviceMoment, Test, lost_schools
from sep_graphql.answering.context import Info, view_of
from sep_graphql.log.data_version import DataFile, DataVersion, Rule, Sample
from sep_projections.advice import advice, advisers
from sep_projections.advice.advice import Moment
from sep_projections.log import data_version
from sep_projections.outcomes.minimums import MINIMUMS

RULE = ("advice", 1)


@strawberry.type
class AdviceCost(advice.Cost):
    pass


@strawberry.type
class Advice:
    """The schools of an adviser, or of a kind of contract, in a grade and subject.

    Only the first stay at each school counts. Amounts are whole pesos.
    """

    rows: strawberry.Private[list[AdvisedSchool]]
    among: strawberry.Private[list[AdvisedSchool]]
    test: strawberry.Private[Test]
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
        stays = self.stays
        return [
            AdviceMoment(
                of=stays,
                rows=self.rows,
                test=self.test,
                moment=one,
                mean_of=stays.mean(one),
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
        return await asyncio.to_thread(self.cost)

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
        lost=lost_schools(lost),
    )
