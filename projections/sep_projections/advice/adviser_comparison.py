"""Schools of an adviser beside comparable schools that nobody advised meanwhile.

A school is compared with those that were alike at the test before the adviser came (see
`matching`), were tested at both moments, and were advised at no test from the first to the second.
Schools whose advice began in different years are matched year by year and then taken together: one
that serves several years counts once, with its mean over them and the weight of them all, so that
errors stay clustered by school.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sep_domain.values.identifiers import Rbd
from sep_projections.advice.advice import Estimate, Moment, Stay, share_kept
from sep_projections.outcomes.comparison_series import one_decimal
from sep_projections.outcomes.difference_in_differences import difference_in_differences
from sep_projections.outcomes.matching import Bands, Lost, match_schools
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.outcomes.panel import Panel
from sep_projections.outcomes.schools import School

BANDS = Bands()
_BEFORE, _LATER = 0, 1


@dataclass(frozen=True)
class Comparable:
    """All schools of a grade and subject by year, and the tests at which each was advised."""

    schools: Mapping[int, Mapping[Rbd, School]]
    advised: Mapping[Rbd, Sequence[tuple[int, int]]]
    """First and last test of each contract."""
    _known: dict[tuple[int, int], dict[object, list[School]]] = field(default_factory=dict)

    def school(self, rbd: int, year: int) -> School:
        """A school as it was in a year in which its score stands."""
        return self.schools[year][Rbd(rbd)]

    def unadvised(self, group: Sequence[School], before: int, later: int) -> list[School]:
        """Schools tested in both years and advised at no test between, near one of the group."""
        near = self._near(before, later)
        return [one for key in {_neighbourhood(school) for school in group} for one in near[key]]

    def _near(self, before: int, later: int) -> dict[object, list[School]]:
        """By what is quickly told: most schools are like none of the group."""
        if (before, later) not in self._known:
            found: dict[object, list[School]] = defaultdict(list)
            for rbd, school in self.schools.get(before, {}).items():
                if rbd in self.schools.get(later, {}) and not self._is_advised(rbd, before, later):
                    found[_neighbourhood(school)].append(school)
            self._known[before, later] = found
        return self._known[before, later]

    def _is_advised(self, rbd: Rbd, before: int, later: int) -> bool:
        return any(first <= later and last >= before for first, last in self.advised.get(rbd, ()))


@dataclass
class Compared:
    """The change of matched schools, and that of the schools they are matched with."""

    schools: int
    """Schools of the adviser that have a match."""
    schools_compared: int
    change: Decimal | None
    """Mean change of the matched schools, in points with one decimal; absent below the minimum."""
    change_compared: Decimal | None
    """Mean change of the others, all those of a cell weighing as much as the schools matched."""
    difference: Estimate
    """The one less the other."""
    lost: list[Lost]
    """Schools without a match, and why."""


@dataclass
class _Side:
    """Scores of schools before and later, weighted."""

    weight: dict[int, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    before: dict[int, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    later: dict[int, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def add(self, rbd: int, weight: Fraction, before: int, later: int) -> None:
        self.weight[rbd] += weight
        self.before[rbd] += weight * before
        self.later[rbd] += weight * later

    def change(self) -> Decimal | None:
        if len(self.weight) < MINIMUMS.for_mean:
            return None
        moved = sum(self.later.values(), Fraction()) - sum(self.before.values(), Fraction())
        return one_decimal(moved / sum(self.weight.values(), Fraction()))

    def rows(self, first: int, *, in_group: bool) -> list[tuple[int, int, float, float, bool]]:
        """For a panel. Schools get numbers: one that is compared may be advised in other years."""
        return [
            (number, when, float(scores[rbd] / weight), float(weight), in_group)
            for number, (rbd, weight) in enumerate(self.weight.items(), start=first)
            for when, scores in ((_BEFORE, self.before), (_LATER, self.later))
        ]


def comparison_at(stays: Sequence[Stay], country: Comparable, moment: Moment) -> Compared:
    """How far schools had come by a moment, beside others like them.

    Of the stays that have both scores, one to a school.
    """
    group, others, lost = _Side(), _Side(), list[Lost]()
    pupils = 0
    for (before, later), some in _by_years(stays, moment).items():
        schools = [country.school(stay.rbd, before) for stay in some]
        matching = match_schools(
            schools,
            country.unadvised(schools, before, later),
            baseline_year=before,
            bands=BANDS,
        )
        lost += matching.lost
        found = set(matching.group())
        for stay in some:
            if stay.rbd in found:
                pupils += stay.measured[moment].pupils
                group.add(stay.rbd, Fraction(1), *_scores(country, stay.rbd, before, later))
        for rbd, weight in matching.weights().items():
            others.add(rbd, weight, *_scores(country, rbd, before, later))
    return Compared(
        len(group.weight),
        len(others.weight),
        group.change(),
        others.change(),
        _difference(group, others, pupils),
        lost,
    )


def persistence(stays: Sequence[Stay], country: Comparable, moment: Moment) -> Decimal | None:
    """Percent of the difference from comparable schools during the advice that is left.

    Of the stays with all three scores; None where the interval during is not above zero.
    """
    whole = [
        stay for stay in stays if {Moment.BEFORE, Moment.DURING, moment} <= stay.measured.keys()
    ]
    return share_kept(
        comparison_at(whole, country, Moment.DURING).difference,
        comparison_at(whole, country, moment).difference,
    )


def reasons(lost: Sequence[Lost]) -> Counter[str]:
    """How many schools were lost for each reason."""
    return Counter(one.reason for one in lost)


def _by_years(stays: Sequence[Stay], moment: Moment) -> dict[tuple[int, int], list[Stay]]:
    found: dict[tuple[int, int], list[Stay]] = defaultdict(list)
    for stay in stays:
        if {Moment.BEFORE, moment} <= stay.measured.keys():
            years = stay.measured[Moment.BEFORE].year, stay.measured[moment].year
            found[years].append(stay)
    return dict(sorted(found.items()))


def _difference(group: _Side, others: _Side, pupils: int) -> Estimate:
    """Without a number where there are too few schools for an interval."""
    schools = len(group.weight)
    if min(schools, len(others.weight)) < MINIMUMS.for_interval:
        return Estimate(schools, pupils)
    rows = group.rows(1, in_group=True), others.rows(schools + 1, in_group=False)
    panel = Panel.of([*rows[0], *rows[1]])
    found = difference_in_differences(panel, before=[_BEFORE], after=[_LATER])
    return Estimate(schools, pupils, found.estimate, found.low, found.high)


def _scores(country: Comparable, rbd: int, before: int, later: int) -> tuple[int, int]:
    early = country.school(rbd, before).baseline.score
    late = country.school(rbd, later).baseline.score
    if early is None or late is None:
        raise KeyError(rbd)
    return early, late


def _neighbourhood(school: School) -> object:
    return (school.baseline.score or 0) // BANDS.score, school.socioeconomic_group
