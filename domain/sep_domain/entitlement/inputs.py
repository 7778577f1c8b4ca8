"""What must be known of a school to say what Ley 20.248 gives it.

Attendance comes counted by level band. A band that the regime had not reached yet is paid nothing
(transitory arts 5 and 12). Of one that it had reached in part, its file counts the grades reached
and no others; whether it does shows in the pupils of each grade, where they are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.law.statute import PupilGroup
from sep_domain.values.grades import Grade, LevelBand, bands_in_part
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import SepClassification


class Pupils(StrEnum):
    """Whom a line counts: one of the two groups, or all pupils (art 16)."""

    PRIORITARIOS = "prioritarios"
    PREFERENTES = "preferentes"
    TODOS = "todos"

    @property
    def group(self) -> PupilGroup:
        """The group of the statutory tables. Raises KeyError for all pupils, who are none."""
        return _GROUPS[self]


_GROUPS = {
    Pupils.PRIORITARIOS: PupilGroup.PRIORITARIO,
    Pupils.PREFERENTES: PupilGroup.PREFERENTE,
}


@dataclass(frozen=True, slots=True)
class Presence:
    """Pupils enrolled in a month and how many of them attended on average."""

    enrolled: int
    present: Fraction

    @property
    def counted(self) -> Fraction:
        """The attendance that can be paid for: nobody attends who is not enrolled."""
        return min(self.present, Fraction(self.enrolled))


ABSENT = Presence(0, Fraction(0))

MonthAttendance = Mapping[tuple[LevelBand, Pupils], Presence]
Attendance = Mapping[Period, MonthAttendance]
"""By month; a band that a known month does not name had no pupils in it."""


@dataclass(frozen=True, slots=True)
class ConvenioSpan:
    """A convenio from its first day to its last, legal extension and early end included."""

    number: int
    from_date: date
    last_day: date
    classification: SepClassification

    @property
    def first_month(self) -> Period:
        """The first month it gives a right to: one starts on a month's first day (art 12)."""
        starts = Period.of(self.from_date.year, self.from_date.month)
        return starts if self.from_date.day == 1 else starts.plus(1)

    def covers(self, month: Period) -> bool:
        return self.first_month <= month and month.first_day <= self.last_day


@dataclass(frozen=True, slots=True)
class LateRendicion:
    """A year's rendición that was not there when it was due; `rendered_on` None: it never came.

    It exposes the school to a retention; none is held back before a resolution orders it.
    """

    due_on: date
    rendered_on: date | None


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """From a month to another, both included; `to_month` is None while it goes on."""

    from_month: Period
    to_month: Period | None

    def covers(self, month: Period) -> bool:
        return self.from_month <= month and (self.to_month is None or month <= self.to_month)


@dataclass(frozen=True, slots=True)
class Retention(MonthSpan):
    """A resolution that holds back a share of each payment of some months (Ley 21.006 art 1)."""

    share: Fraction


@dataclass(frozen=True, slots=True)
class Reclassified:
    """A resolution that classifies a school from a month on (arts 12, 24 and 27)."""

    from_month: Period
    classification: SepClassification


@dataclass(frozen=True, slots=True)
class Scaling:
    """A resolution that cuts payments to a share, from a month on (Ley 21.006 arts 1 and 3)."""

    from_month: Period
    last_day: date
    share: Fraction
    article: str

    def covers(self, month: Period) -> bool:
        return self.from_month <= month and month.first_day <= self.last_day


@dataclass(frozen=True)
class SchoolFacts:
    """Everything that the entitlement of a school follows from, over all its months."""

    rbd: Rbd
    attendance: Attendance
    convenios: tuple[ConvenioSpan, ...]
    classifications: Mapping[SchoolYear, SepClassification] = field(default_factory=dict)
    """As published for each school year."""
    gratuitous: Mapping[SchoolYear, bool] = field(default_factory=dict)
    plan_presented_on: date | None = None
    """When the first PME was presented."""
    suspended: frozenset[Period] = frozenset()
    """Calendar months that a resolution suspended whole (DFL 2/1998 art 13)."""
    reclassified: tuple[Reclassified, ...] = ()
    """By resolution, whatever is published for the school year; in order of their months."""
    instalments_suspended: tuple[MonthSpan, ...] = ()
    """Months for which a resolution suspended the instalments of art 27."""
    art20_suspended: tuple[MonthSpan, ...] = ()
    """Months for which a resolution suspended the aporte of art 20."""
    late_rendiciones: tuple[LateRendicion, ...] = ()
    retentions: tuple[Retention, ...] = ()
    scalings: tuple[Scaling, ...] = ()
    prioritarios: Mapping[SchoolYear, Mapping[Grade, int]] = field(default_factory=dict)
    """By grade, of the years of which that is known."""

    @cached_property
    def counted(self) -> Mapping[Period, Mapping[tuple[LevelBand, Pupils], Fraction]]:
        """The attendance that can be paid for, by month."""
        return {
            month: {key: presence.counted for key, presence in of_month.items()}
            for month, of_month in self.attendance.items()
        }

    @cached_property
    def mixed(self) -> frozenset[tuple[SchoolYear, LevelBand]]:
        """Bands whose attendance counts grades that the regime had not reached in that year."""
        return frozenset(
            (SchoolYear(month.year), band)
            for month, of_month in self.attendance.items()
            for band in bands_in_part(month.year)
            if self._counts_too_much(
                SchoolYear(month.year), band, of_month.get((band, Pupils.PRIORITARIOS), ABSENT)
            )
        )

    def _counts_too_much(self, year: SchoolYear, band: LevelBand, enrolled: Presence) -> bool:
        """Whether the enrolment is nearer to that of all grades than to that of those reached.

        A month is not the day on which the grades were counted, so they seldom agree to a pupil.
        """
        grades = {g: n for g, n in self.prioritarios.get(year, {}).items() if g.band is band}
        reached = sum(pupils for grade, pupils in grades.items() if grade.reached_by(year))
        others = sum(grades.values()) - reached
        return 2 * (enrolled.enrolled - reached) > others > 0

    @cached_property
    def means(self) -> dict[tuple[Period, ...], Mapping[tuple[LevelBand, Pupils], Fraction]]:
        """Mean attendance by the months it is of, as found so far: many payments share a base."""
        return {}

    @cached_property
    def shares(self) -> dict[int, tuple[Fraction | None, tuple[Period, ...]]]:
        """Percent of prioritarios by the year it rules, and the months missing from it, so far."""
        return {}

    def convenio_in(self, month: Period) -> ConvenioSpan | None:
        """The convenio in force in a month; where two are, the later one."""
        found = [span for span in self.convenios if span.covers(month)]
        return max(found, key=lambda span: span.number, default=None)

    @property
    def joined(self) -> Period | None:
        """The first month in the regime; None where the first convenio is not known."""
        return next((span.first_month for span in self.convenios if span.number == 1), None)

    def classification_in(self, month: Period) -> tuple[SepClassification | None, bool]:
        """The classification in force, and whether it had to be assumed from an earlier one.

        A resolution rules from its month to the end of the school year, and after it only where no
        other classification is published.
        """
        year = school_year_of(month)
        ordered = [one for one in self.reclassified if one.from_month <= month]
        if ordered and school_year_of(ordered[-1].from_month) == year:
            return ordered[-1].classification, False
        if year in self.classifications:
            return self.classifications[year], False
        known = {
            **{school_year_of(s.first_month): s.classification for s in self.convenios},
            **self.classifications,
            **{school_year_of(one.from_month): one.classification for one in ordered},
        }
        before = max((known_year for known_year in known if known_year <= year), default=None)
        return (None, True) if before is None else (known[before], before != year)

    def gratuitous_in(self, month: Period) -> tuple[bool, bool]:
        """Whether nobody pays fees, and whether that had to be assumed from another year."""
        year = school_year_of(month)
        if year in self.gratuitous:
            return self.gratuitous[year], False
        nearest = min(
            self.gratuitous, key=lambda known: (known > year, abs(known - year)), default=None
        )
        return (False, True) if nearest is None else (self.gratuitous[nearest], True)

    def classified(self, year: SchoolYear, classification: SepClassification) -> "SchoolFacts":
        """The same school as if it were classified otherwise from a school year on."""
        kept = {known: c for known, c in self.classifications.items() if known < year}
        before = [o for o in self.reclassified if school_year_of(o.from_month) < year]
        return replace(
            self,
            classifications={**kept, year: classification},
            reclassified=tuple(before),
        )


def in_any(spans: Iterable[MonthSpan], month: Period) -> bool:
    """Whether any of these covers a month."""
    return any(span.covers(month) for span in spans)


def school_year_of(month: Period) -> SchoolYear:
    """The school year whose standing rules a month: January and February end the year before."""
    return SchoolYear(month.year if month.month >= 3 else month.year - 1)
