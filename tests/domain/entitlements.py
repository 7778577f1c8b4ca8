"""Schools for tests of the entitlement, said in as few words as matter to them."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import ConvenioSpan, Presence, Pupils, SchoolFacts
from sep_domain.values.grades import LevelBand
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import SepClassification

BASICA = LevelBand.NT1_4B
AUTONOMO, EMERGENTE, EN_RECUPERACION = SepClassification

Counts = Mapping[Pupils, tuple[int, Fraction | int]]


def months(first: str, last: str) -> Iterable[Period]:
    """The months of school years from one to another."""
    month = Period(first)
    while month <= Period(last):
        if month.month >= 3:
            yield month
        month = month.plus(1)


def pupils(
    prioritarios: Fraction | int = 0,
    preferentes: Fraction | int = 0,
    todos: Fraction | int = 0,
    *,
    enrolled: int = 100,
) -> Counts:
    """Mean attendance of each group; `enrolled` is the enrolment of each."""
    given = zip(Pupils, (prioritarios, preferentes, todos), strict=True)
    return {group: (enrolled, Fraction(count)) for group, count in given}


def attended(
    counts: Mapping[str, Counts] | Iterable[tuple[Period, Counts]], band: LevelBand = BASICA
) -> dict[Period, dict[tuple[LevelBand, Pupils], Presence]]:
    """Attendance by month, all in one band."""
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    return {
        Period(month): {
            (band, group): Presence(enrolled, Fraction(present))
            for group, (enrolled, present) in groups.items()
        }
        for month, groups in pairs
    }


def convenio(number: int = 2, start: str = "2012-03-01", end: str = "2030-02-28") -> ConvenioSpan:
    return ConvenioSpan(number, date.fromisoformat(start), date.fromisoformat(end), EMERGENTE)


def school(
    attendance: Any, classification: SepClassification = AUTONOMO, **more: Any
) -> SchoolFacts:
    """A gratuitous school, so classified in every year, long in the regime."""
    given: dict[str, Any] = {
        "convenios": (convenio(),),
        "classifications": {SchoolYear(year): classification for year in range(2007, 2030)},
        "gratuitous": {SchoolYear(year): True for year in range(2007, 2030)},
        "plan_presented_on": date(2008, 1, 15),
    }
    return SchoolFacts(rbd=Rbd(1), attendance=attendance, **given | more)
