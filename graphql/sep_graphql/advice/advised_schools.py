"""A school that was advised, with its scores before, while and after."""

import strawberry

from sep_domain.dates.calendar import SchoolYear
from sep_graphql.schools.schools import OfSchool
from sep_projections.advice import advisers
from sep_projections.advice.advice import Moment
from sep_projections.advice.advisers import AdviceGap, AdvisedSchoolRow
from sep_projections.reading.known import Position

for _enum in (Moment, AdviceGap):
    strawberry.enum(_enum)


@strawberry.type
class SchoolAtMoment:
    """What a school scored at a moment, or why there is no score."""

    moment: Moment
    year: SchoolYear | None
    score: int | None
    pupils: int | None
    """Pupils tested."""
    missing: AdviceGap | None
    change: int | None
    """Points against the test before the adviser came."""


@strawberry.type
class AdvisedSchool(AdvisedSchoolRow, OfSchool):
    label: strawberry.Private[str]
    years: strawberry.Private[list[int | None]]
    scores: strawberry.Private[list[int | None]]
    pupils: strawberry.Private[list[int | None]]
    missing: strawberry.Private[list[AdviceGap | None]]
    positions: strawberry.Private[list[Position] | None]

    @strawberry.field
    def moments(self) -> list[SchoolAtMoment]:
        """Its scores before, during and after, in that order."""
        baseline = self.scores[0]
        return [
            SchoolAtMoment(
                moment=moment,
                year=None if year is None else SchoolYear(year),
                score=score,
                pupils=pupils,
                missing=missing,
                change=None if score is None or baseline is None else score - baseline,
            )
            for moment, year, score, pupils, missing in zip(
                Moment, self.years, self.scores, self.pupils, self.missing, strict=True
            )
        ]


ADVISED_SCHOOLS = advisers.ADVISED_SCHOOLS.into(AdvisedSchool)
