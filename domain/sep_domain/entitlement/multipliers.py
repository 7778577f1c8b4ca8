"""How many pupils a month is paid for, by level band and group (arts 15, 27; transitory art 8).

The multiplier is the mean attendance of the group itself. In two cases it is the group's enrolment
times the attendance, in percent, of all pupils: in the law's first year, and in a school's first
three months in the regime, which are settled afterwards with the group's own attendance. Art 16
counts all pupils by their own mean attendance, in those months as in any other.

A band that the regime has not reached in the school year of the month paid counts for nothing, and
neither does one whose attendance is known to mix grades in and outside the regime.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import bases
from sep_domain.entitlement.bases import Base
from sep_domain.entitlement.inputs import ABSENT, Pupils, SchoolFacts, school_year_of
from sep_domain.values.grades import LevelBand, bands_of

FIRST_YEAR = 2008

Counts = Mapping[tuple[LevelBand, Pupils], Fraction]


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Pupils to be paid for, and the months whose attendance and enrolment say so."""

    counts: Counts
    base: Base


def monthly_multiplier(facts: SchoolFacts, month: Period) -> Multiplier:
    """The multiplier of a month as it is first paid."""
    base = bases.base_of(month, facts.attendance, facts.suspended)
    joining = month in bases.joining_months(facts.joined)
    if joining or month.year == FIRST_YEAR:
        return _by_enrolment(facts, month, base)
    return _by_mean(facts, month, base)


def settled_multiplier(facts: SchoolFacts, month: Period, joined: Period | None) -> Multiplier:
    """The multiplier of a month as it is settled; `joined` is None for art 16."""
    wanted = bases.settled_on(month, joined)
    base = bases.base_on(wanted, facts.attendance, facts.suspended)
    if month.year == FIRST_YEAR:
        return _by_enrolment(facts, month, base)
    return _by_mean(facts, month, base)


def of_recovery(facts: SchoolFacts, month: Period) -> Multiplier:
    """Art 27: enrolment of the first trimester, by the group's attendance the year before."""
    year = school_year_of(month)
    trimester = bases.base_on(year.months[:3], facts.attendance, ())
    before = bases.base_on(SchoolYear(year - 1).months, facts.attendance, facts.suspended)
    levels = bands_of(year - 1)
    rates = {group: _rate(facts, set(before.months), group, levels) for group in Pupils}
    counts = {
        (band, group): _mean_enrolled(facts, trimester.months, band, group) * rates[group]
        for band in payable_bands(facts, year, trimester.months)
        for group in (Pupils.PRIORITARIOS, Pupils.PREFERENTES)
    }
    return Multiplier(
        _without_zeros(counts),
        Base(before.months + trimester.months, before.missing + trimester.missing),
    )


def payable_bands(
    facts: SchoolFacts, year: SchoolYear, months: Iterable[Period]
) -> frozenset[LevelBand]:
    """The bands that the regime has reached by a school year and whose attendance counts them."""
    return bands_of(year) - mixed_bands(facts, months)


def mixed_bands(facts: SchoolFacts, months: Iterable[Period]) -> frozenset[LevelBand]:
    """The bands whose attendance in some of these months counts grades outside the regime."""
    if not facts.mixed:
        return frozenset()
    years = {month.year for month in months}
    return frozenset(band for year, band in facts.mixed if year in years)


def priority_share(facts: SchoolFacts, month: Period) -> tuple[Fraction | None, tuple[Period, ...]]:
    """Percent of prioritarios among the pupils of March to December of last year (art 16).

    Levels are those that the regime had reached when they were enrolled. With it the months of
    which nothing is known. In 2008 it is that of the month before the school joined (transitory
    art 9). None where nobody is known to have been enrolled.
    """
    if month.year not in facts.shares:
        base = _base_of_share(facts, month)
        facts.shares[month.year] = (_share(facts, base.months), base.missing)
    return facts.shares[month.year]


def _share(facts: SchoolFacts, months: tuple[Period, ...]) -> Fraction | None:
    enrolled = {group: _enrolled(facts, months, group) for group in Pupils}
    if not enrolled[Pupils.TODOS] or mixed_bands(facts, months):
        return None
    return Fraction(100 * enrolled[Pupils.PRIORITARIOS], enrolled[Pupils.TODOS])


def _base_of_share(facts: SchoolFacts, month: Period) -> Base:
    if month.year == FIRST_YEAR and facts.joined is not None:
        known = [past for past in facts.attendance if past < facts.joined]
        return Base((max(known),), ()) if known else Base((), (facts.joined.plus(-1),))
    return bases.base_on(SchoolYear(month.year - 1).months, facts.attendance, ())


def _by_mean(facts: SchoolFacts, month: Period, base: Base) -> Multiplier:
    levels = payable_bands(facts, school_year_of(month), base.months)
    counts = _means(facts, base.months)
    return Multiplier({key: n for key, n in counts.items() if key[0] in levels}, base)


def _by_enrolment(facts: SchoolFacts, month: Period, base: Base) -> Multiplier:
    levels = payable_bands(facts, school_year_of(month), base.months)
    rate = _rate(facts, base.months, Pupils.TODOS, levels)
    means = _means(facts, base.months)
    enrolment = _month_of_enrolment(facts, month)
    at = () if enrolment is None else (enrolment,)
    counts: dict[tuple[LevelBand, Pupils], Fraction] = {
        key: count for key, count in means.items() if key[1] is Pupils.TODOS and key[0] in levels
    }
    for band in levels:
        for group in (Pupils.PRIORITARIOS, Pupils.PREFERENTES):
            counts[band, group] = _mean_enrolled(facts, at, band, group) * rate
    missing = base.missing if enrolment == month else (*base.missing, month)
    return Multiplier(_without_zeros(counts), Base(base.months, tuple(dict.fromkeys(missing))))


def _month_of_enrolment(facts: SchoolFacts, month: Period) -> Period | None:
    """The month itself, else the last one before it of which enrolment is known."""
    return max((known for known in facts.attendance if known <= month), default=None)


def _means(facts: SchoolFacts, months: tuple[Period, ...]) -> Counts:
    if months not in facts.means:
        facts.means[months] = _means_of(facts, months)
    return facts.means[months]


def _means_of(facts: SchoolFacts, months: tuple[Period, ...]) -> Counts:
    sums: dict[tuple[LevelBand, Pupils], Fraction] = defaultdict(Fraction)
    for month in months:
        for key, present in facts.counted[month].items():
            sums[key] += present
    return _without_zeros({key: total / len(months) for key, total in sums.items()})


def _rate(
    facts: SchoolFacts, months: Iterable[Period], group: Pupils, levels: Container[LevelBand]
) -> Fraction:
    """Attendance of a group over its enrolment in some levels; 0 where nobody was enrolled."""
    present, enrolled = Fraction(0), 0
    for month in months:
        for (band, counted), presence in facts.attendance[month].items():
            if counted is group and band in levels:
                present += presence.counted
                enrolled += presence.enrolled
    return present / enrolled if enrolled else Fraction(0)


def _enrolled(facts: SchoolFacts, months: Iterable[Period], group: Pupils) -> int:
    return sum(
        presence.enrolled
        for month in months
        for (band, counted), presence in facts.attendance[month].items()
        if counted is group and band in bands_of(month.year)
    )


def _mean_enrolled(
    facts: SchoolFacts, months: tuple[Period, ...], band: LevelBand, group: Pupils
) -> Fraction:
    total = sum(facts.attendance[month].get((band, group), ABSENT).enrolled for month in months)
    return Fraction(total, len(months)) if months else Fraction(0)


def _without_zeros(counts: Counts) -> Counts:
    return {key: count for key, count in counts.items() if count}
