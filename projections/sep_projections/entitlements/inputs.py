"""The inputs of entitlements, from what the projections knew at a position.

What a resolution orders (months suspended, retentions, cuts) is told by no file that is read here,
so none of it is known. What Ley 21.006 exposes a school to is: a rendición that did not come when
it was due, and a first half that was not spent, by payments and declared documents.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from importlib import resources
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from sep_domain.calendar import Period, SchoolYear
from sep_domain.entitlement.inputs import (
    ConvenioSpan,
    LateRendicion,
    MonthAttendance,
    Presence,
    Pupils,
    Scaling,
    SchoolFacts,
)
from sep_domain.grades import Grade, LevelBand
from sep_domain.identifiers import Rbd
from sep_domain.legal_numbers import legal_number
from sep_domain.schools import SepClassification

QUERY = (resources.files("sep_projections") / "entitlements" / "inputs.sql").read_bytes()


def schools(connection: Connection, rbds: Sequence[int], known: int) -> list[SchoolFacts]:
    """The inputs of these schools, those left out that have had no convenio.

    The schemas of all projections must be on the search path.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(QUERY, {"rbds": list(rbds), "known": known})
        return [school_facts(row) for row in cursor]


def school_facts(row: Mapping[str, Any]) -> SchoolFacts:
    """The inputs of one school, from its row."""
    convenios = row["convenios"]
    years = [(SchoolYear(year), kind, free) for year, kind, free in row["years"] or ()]
    return SchoolFacts(
        rbd=Rbd(row["rbd"]),
        attendance=_attendance(row["attendance"] or ()),
        convenios=tuple(_span(given) for given in convenios),
        classifications={year: SepClassification(kind) for year, kind, _ in years if kind},
        gratuitous={year: free for year, _, free in years if free is not None},
        plan_presented_on=row["plan_presented_on"],
        late_rendiciones=tuple(
            LateRendicion(date.fromisoformat(due), rendered and date.fromisoformat(rendered))
            for due, rendered in row["late"] or ()
        ),
        scalings=tuple(scaling for given in convenios if (scaling := _scaling(given))),
        prioritarios={
            SchoolYear(int(year)): {Grade(grade): pupils for grade, pupils in of_year.items()}
            for year, of_year in (row["prioritarios"] or {}).items()
        },
    )


def _attendance(rows: Iterable[Sequence[Any]]) -> dict[Period, MonthAttendance]:
    found: dict[Period, dict[tuple[LevelBand, Pupils], Presence]] = defaultdict(dict)
    for month, band, *counts in rows:
        for group, place in _PLACES.items():
            enrolled, present = counts[place : place + 2]
            presence = Presence(enrolled, Fraction(present))
            found[Period(month)][LevelBand(band), group] = presence
    return dict(found)


_PLACES = {Pupils.PRIORITARIOS: 0, Pupils.PREFERENTES: 2, Pupils.TODOS: 4}


def _span(given: Mapping[str, Any]) -> ConvenioSpan:
    return ConvenioSpan(
        number=given["number"],
        from_date=date.fromisoformat(given["from_date"]),
        last_day=date.fromisoformat(given["last_day"]),
        classification=SepClassification(given["classification"]),
    )


def _scaling(given: Mapping[str, Any]) -> Scaling | None:
    """The cut of Ley 21.006 art 1, where the whole first half is known and was not spent."""
    start, middle = (date.fromisoformat(given[name]) for name in ("from_date", "middle"))
    from_month = Period.of(middle.year, middle.month)
    if not given["received"] or not _whole(given, start, middle):
        return None
    least = legal_number("execution_at_half_term", from_month.last_day)
    if least is None:
        return None
    share = Fraction(given["spent"], given["received"])
    last_day = date.fromisoformat(given["last_day"])
    cut = Scaling(from_month, last_day, share, "Ley 21.006 art 1", derived=True)
    return cut if share < least.fraction else None


def _whole(given: Mapping[str, Any], start: date, middle: date) -> bool:
    """Whether payments of every month of the half and documents of every year are known."""
    months = (middle.year - start.year) * 12 + middle.month - start.month
    last_year = middle.year if middle.month > 1 else middle.year - 1
    years = last_year - start.year + 1
    return bool(given["months"] == months and given["years"] == years)
