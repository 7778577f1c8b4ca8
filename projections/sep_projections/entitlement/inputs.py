"""The inputs of entitlements, from what the projections knew at a position.

What resolutions order (months and aportes suspended, retentions, cuts, classifications) is read
from them; one that does not say its share orders nothing that could be computed. A rendición that
did not come when it was due exposes a school to a retention. What the half term exposes it to is
the ruling's on its convenio (`retention.exposed_cut`) and enters no payment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement.inputs import (
    ConvenioSpan,
    LateRendicion,
    MonthAttendance,
    MonthSpan,
    Presence,
    Pupils,
    Reclassified,
    Retention,
    Scaling,
    SchoolFacts,
)
from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.values.grades import Grade, LevelBand
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import SepClassification
from sep_projections.reading import statements

QUERY = statements.part("entitlement_inputs")


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
    orders = row["ordered"] or ()
    suspended = _spans(orders, ResolutionKind.SUSPENSION_CLASES)
    return SchoolFacts(
        rbd=Rbd(row["rbd"]),
        attendance=_attendance(row["attendance"] or ()),
        convenios=tuple(map(_convenio, convenios)),
        classifications={year: SepClassification(kind) for year, kind, _ in years if kind},
        gratuitous={year: free for year, _, free in years if free is not None},
        plan_presented_on=row["plan_presented_on"],
        late_rendiciones=tuple(
            LateRendicion(date.fromisoformat(due), rendered and date.fromisoformat(rendered))
            for due, rendered in row["late"] or ()
        ),
        suspended=frozenset(month for span in suspended for month in _months(span)),
        reclassified=tuple(_reclassified(orders)),
        instalments_suspended=_spans(orders, ResolutionKind.SUSPENSION_APORTE_27),
        art20_suspended=_spans(orders, ResolutionKind.SUSPENSION_APORTE_20),
        retentions=tuple(_retentions(orders)),
        scalings=tuple(_scalings(orders, convenios)),
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


def _convenio(given: Mapping[str, Any]) -> ConvenioSpan:
    return ConvenioSpan(
        number=given["number"],
        from_date=date.fromisoformat(given["from_date"]),
        last_day=date.fromisoformat(given["last_day"]),
        classification=SepClassification(given["classification"]),
    )


Order = Mapping[str, Any]


def _of(orders: Iterable[Order], *kinds: ResolutionKind) -> Iterator[Order]:
    return (order for order in orders if order["kind"] in kinds)


def _span(order: Order) -> MonthSpan:
    until = order["to_month"]
    return MonthSpan(Period(order["from_month"]), None if until is None else Period(until))


def _spans(orders: Iterable[Order], kind: ResolutionKind) -> tuple[MonthSpan, ...]:
    return tuple(map(_span, _of(orders, kind)))


def _months(span: MonthSpan) -> Iterator[Period]:
    """Of a suspension of classes, which says its last month; of one that does not, its first."""
    month, last = span.from_month, span.to_month or span.from_month
    while month <= last:
        yield month
        month = month.plus(1)


def _reclassified(orders: Iterable[Order]) -> Iterator[Reclassified]:
    for order in _of(orders, ResolutionKind.CLASIFICACION):
        if order["classification"] is not None:
            kind = SepClassification(order["classification"])
            yield Reclassified(Period(order["from_month"]), kind)


def _retentions(orders: Iterable[Order]) -> Iterator[Retention]:
    for order in _of(orders, ResolutionKind.RETENCION_RENDICION):
        if order["retained_share"] is not None:
            span = _span(order)
            share = Fraction(order["retained_share"])
            yield Retention(span.from_month, span.to_month, share)


_CUTS = {
    ResolutionKind.ESCALA_MEDIA_VIGENCIA: "Ley 21.006 art 1",
    ResolutionKind.RENOVACION_ESPECIAL: "Ley 21.006 art 3",
}


def _scalings(orders: Iterable[Order], convenios: Iterable[Order]) -> Iterator[Scaling]:
    """Cuts by resolution, to the end of the convenio that they name where they say no month."""
    ends = {given["number"]: date.fromisoformat(given["last_day"]) for given in convenios}
    for order in _of(orders, *_CUTS):
        if order["paid_share"] is not None:
            span, last_day = _span(order), ends.get(order["convenio"], date.max)
            if span.to_month is not None:
                last_day = min(last_day, span.to_month.last_day)
            article = _CUTS[ResolutionKind(order["kind"])]
            yield Scaling(span.from_month, last_day, Fraction(order["paid_share"]), article)
