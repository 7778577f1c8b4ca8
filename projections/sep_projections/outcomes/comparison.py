"""A comparison: a group beside the schools that were like it, and what both did.

Three ways to see the same years stand side by side, because a group that was chosen for a low score
rises by itself: chance had pressed some of its schools down, and chance does not last. The group,
the matched schools, and all schools that merely began in the same band of scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from sep_domain.values.identifiers import Rbd
from sep_projections.outcomes.balance import Balance, balance
from sep_projections.outcomes.comparison_series import (
    Estimate,
    Point,
    Side,
    Weights,
    estimate_of,
    series,
    side_by_itself,
)
from sep_projections.outcomes.matching import Bands, Matching, match_schools
from sep_projections.outcomes.minimums import MINIMUMS, Minimums
from sep_projections.outcomes.placebo import placebos
from sep_projections.outcomes.schools import Observations, School


@dataclass(frozen=True)
class Comparison:
    """The schools of a question and their scores; what they tell is worked out when asked for."""

    group: Sequence[School]
    candidates: Sequence[School]
    """Schools outside the group that may be compared and have a baseline score."""
    scores: Observations
    before: tuple[int, ...]
    after: tuple[int, ...]
    baseline_year: int
    bands: Bands = field(default_factory=Bands)
    minimums: Minimums = MINIMUMS

    @cached_property
    def matching(self) -> Matching:
        """By everything that the question matches on."""
        return match_schools(
            self.group, self.candidates, baseline_year=self.baseline_year, bands=self.bands
        )

    @cached_property
    def same_band(self) -> Matching:
        """By the band of the baseline score alone."""
        return match_schools(
            self.group,
            self.candidates,
            baseline_year=self.baseline_year,
            bands=Bands(score=self.bands.score, pupils=None, exactly=()),
        )

    @property
    def years(self) -> list[int]:
        """Every year of which there is a score."""
        found = (its.items() for its in self.scores.values())
        return sorted({year for its in found for year, one in its if one.score is not None})

    @property
    def matched_group(self) -> Weights:
        """The group's schools that found a match, each with the weight of one."""
        return dict.fromkeys(self.matching.group(), Fraction(1))

    def group_series(self) -> list[Point]:
        """The matched schools of the group, year by year."""
        return series(self.matched_group, self.scores, self.years, minimums=self.minimums)

    def compared_series(self) -> list[Point]:
        """The schools they are compared with, by weight."""
        weights = self.matching.weights()
        return series(weights, self.scores, self.years, minimums=self.minimums)

    def same_band_series(self) -> list[Point]:
        """All schools that began in the bands of the group, each band weighing as in the group."""
        weights = self.same_band.weights()
        return series(weights, self.scores, self.years, minimums=self.minimums)

    def balance(self) -> list[Balance]:
        """How alike the two sides were in the baseline year."""
        scored = [school for school in self.group if school.baseline.score is not None]
        return balance(scored, self.candidates, self.matching)

    @cached_property
    def estimate(self) -> Estimate:
        """How much more the group changed."""
        return estimate_of(
            self.matching,
            self.scores,
            before=self.before,
            after=self.after,
            minimums=self.minimums,
        )

    def same_band_change(self) -> Side:
        """What the schools of the same bands did over the years of the estimate."""
        return side_by_itself(
            self.same_band.weights(),
            self.scores,
            before=self.before,
            after=self.after,
            minimums=self.minimums,
        )

    @cached_property
    def placebos(self) -> list[Estimate]:
        """The estimate between each two successive measurements up to the last year before."""
        years = [year for year in self.years if year <= max(self.before)]
        return placebos(self.matching, self.scores, years=years, minimums=self.minimums)

    def lost(self) -> dict[tuple[str, int | None], list[Rbd]]:
        """Group schools that are not in the estimate, by reason and year."""
        found: dict[tuple[str, int | None], list[Rbd]] = {}
        for one in self.sample.lost:
            found.setdefault((one.reason, one.year), []).append(one.rbd)
        return dict(sorted(found.items(), key=lambda item: (item[0][1] or 0, item[0][0])))

    @cached_property
    def sample(self) -> Matching:
        """The matched schools with a score in every year of the estimate."""
        return self.matching.measured(self.scores, [*self.before, *self.after])
