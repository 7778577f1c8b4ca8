"""Closed books are locked: what would be entered there is refused without a reason for being late.

A month is closed for a sostenedor until it is reopened; a year is closed for a school and
subvención once its rendición is. An entry with its reason is recorded, and shown as late. What
files bring is never refused: it is recorded, and shown as late too.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sep_domain.accounting_period.commands import FIRST_YEAR, LAST_YEAR, ReopenPeriod
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodKey
from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.book_pages import BookPage
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.periods import PeriodClosed, PeriodReopened
from sep_domain.events.funds.rendicion import RendicionClosed
from sep_domain.rendicion.facts import step_stream
from sep_domain.rendicion.state import FIRST_YEAR as FIRST_RENDERED
from sep_domain.rendicion.state import RendicionKey

_PERIODS = PeriodDecider()


def lock_streams(pages: Iterable[BookPage]) -> list[UUID]:
    """Where it is recorded whether these pages are closed."""
    streams: dict[UUID, None] = {}
    for page in pages:
        if FIRST_YEAR <= page.month.year <= LAST_YEAR:
            streams[_month(page).stream()] = None
        if year := _year(page):
            streams |= dict.fromkeys((year.stream(), step_stream(year, RendicionClosed)))
    return list(streams)


def require_open(pages: Iterable[BookPage], events: Sequence[Event], why_late: str | None) -> None:
    """Raises RefusedError for a page that those events closed, where nobody says why it is late."""
    if why_late is not None:
        return
    for page in pages:
        _require_open_month(page, events)
        _require_open_year(page, events)


def _require_open_month(page: BookPage, events: Sequence[Event]) -> None:
    state = _PERIODS.fold(
        _PERIODS.initial(_month(page)),
        (
            event
            for event in events
            if isinstance(event, (PeriodClosed, PeriodReopened))
            and (event.sostenedor, event.month) == (page.sostenedor, page.month)
        ),
    )
    if state.closed_on is not None:
        raise RefusedError(
            "mes_cerrado",
            f"El mes {page.month} de {page.sostenedor} está cerrado desde el "
            f"{state.closed_on:%d-%m-%Y}: reábralo, o diga en `why_late` por qué se registra "
            "tarde.",
            ("why_late", f"periodo {ReopenPeriod.NAME}"),
        )


def _require_open_year(page: BookPage, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event, RendicionClosed) and _closes(event, page):
            raise RefusedError(
                "anio_cerrado",
                f"La rendición {event.subvencion} {event.year} del establecimiento {event.rbd} "
                f"está cerrada desde el {event.occurred_on:%d-%m-%Y}: diga en `why_late` por qué "
                "se registra tarde.",
                ("why_late",),
            )


def _closes(event: RendicionClosed, page: BookPage) -> bool:
    closed = (event.sostenedor, event.rbd, event.year, event.subvencion)
    return closed == (page.sostenedor, page.rbd, page.month.year, page.subvencion)


def _month(page: BookPage) -> PeriodKey:
    return PeriodKey(sostenedor=page.sostenedor, month=page.month)


def _year(page: BookPage) -> RendicionKey | None:
    if page.rbd is None or page.subvencion is None or page.month.year < FIRST_RENDERED:
        return None
    return RendicionKey(
        sostenedor=page.sostenedor,
        rbd=page.rbd,
        year=SchoolYear(page.month.year),
        subvencion=page.subvencion,
    )
