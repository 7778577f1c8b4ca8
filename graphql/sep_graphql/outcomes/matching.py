"""How schools are matched: the bands asked for, the cells found, and how alike both sides were."""

import strawberry

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.schools import Dependency
from sep_projections.outcomes import balance, matching

strawberry.enum(matching.Characteristic, name="MatchingCharacteristic")


@strawberry.input
class MatchingBands:
    """How finely schools are matched, beside grade and year."""

    score: int = 10
    """Width of a band of the baseline score, in points."""
    pupils: list[int] | None = strawberry.field(default_factory=lambda: [20, 40, 80])
    """Where a band of pupils tested begins, after the first; null does not match by pupils."""
    exactly: list[matching.Characteristic] = strawberry.field(
        default_factory=lambda: list(matching.Characteristic)
    )
    """What schools of a cell have in common."""

    def bands(self) -> matching.Bands:
        """As matching takes them. Raises BandsError."""
        pupils = None if self.pupils is None else tuple(self.pupils)
        return matching.Bands(self.score, pupils, tuple(self.exactly))


@strawberry.type
class MatchedCell:
    """Schools that are alike by the rule: what they have in common, and how many on each side."""

    score_from: int
    """Lowest baseline score of the band."""
    pupils_from: int | None
    """Fewest pupils tested of the band; absent, as the others, where it is not matched on."""
    socioeconomic_group: SocioeconomicGroup | None
    dependency: Dependency | None
    rural: bool | None
    schools_in_group: int
    schools_compared: int

    @classmethod
    def of(cls, found: matching.MatchedCell) -> "MatchedCell":
        """As it is shown."""
        return cls(
            **found.cell._asdict(),
            schools_in_group=len(found.group),
            schools_compared=len(found.compared),
        )


@strawberry.type
class BalanceSides:
    """The mean of a variable on both sides."""

    group: float | None
    """Absent where it is known of no school."""
    compared: float | None
    standardized: float | None
    """Group less compared, over the standard deviation of the two sides before matching; absent
    where there is no spread."""


@strawberry.type
class Balance:
    """How alike the two sides were in the baseline year; shares are in percent."""

    variable: str
    before: BalanceSides
    """Every group school with a baseline score beside every school that may be compared."""
    after: BalanceSides
    """The matched schools beside those they are compared with, by weight."""

    @classmethod
    def of(cls, found: balance.Balance) -> "Balance":
        """As it is shown."""
        return cls(
            variable=found.variable,
            before=BalanceSides(**vars(found.before)),
            after=BalanceSides(**vars(found.after)),
        )
