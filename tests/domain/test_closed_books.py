"""The promise: what would be entered in a closed month, or in a year whose rendición is closed, is
refused unless somebody says why it is late; other books are not touched.
"""

from datetime import date

import pytest

from sep_domain.accounting.closed_books import lock_streams, require_open
from sep_domain.dates.calendar import Period
from sep_domain.decisions.book_pages import BookPage
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.periods import PeriodClosed, PeriodReopened
from sep_domain.events.funds.rendicion import RendicionClosed
from sep_domain.values.identifiers import Rbd, Rut

HOLDER, OTHER = Rut("62000660-2"), Rut("76086428-5")
MARCH = Period("2024-03")
PAGE = BookPage(HOLDER, MARCH, Rbd(1), "SEP")
CLOSED = PeriodClosed.model_validate(
    {"occurred_on": date(2024, 5, 2), "sostenedor": HOLDER, "month": MARCH}
)
REOPENED = PeriodReopened.model_validate(
    {"occurred_on": date(2024, 6, 3), "sostenedor": HOLDER, "month": MARCH, "reason": "Error"}
)
YEAR_CLOSED = RendicionClosed.model_validate(
    {
        "occurred_on": date(2025, 4, 2),
        "sostenedor": HOLDER,
        "rbd": 1,
        "year": 2024,
        "subvencion": "SEP",
    }
)


def refused(page: BookPage, *events: Event) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        require_open([page], events, None)
    return caught.value


def test_a_closed_month_refuses_and_says_what_would_do() -> None:
    found = refused(PAGE, CLOSED)
    assert (found.code, found.allowed) == ("mes_cerrado", ("why_late", "periodo reopen"))
    assert "está cerrado desde el 02-05-2024" in str(found)


def test_a_month_that_was_reopened_is_open() -> None:
    require_open([PAGE], [CLOSED, REOPENED], None)
    assert refused(PAGE, CLOSED, REOPENED, CLOSED).code == "mes_cerrado"


def test_a_closed_rendicion_refuses_its_year() -> None:
    found = refused(PAGE, YEAR_CLOSED)
    assert (found.code, found.allowed) == ("anio_cerrado", ("why_late",))
    december = BookPage(HOLDER, Period("2024-12"), Rbd(1), "SEP")
    assert refused(december, YEAR_CLOSED).code == "anio_cerrado"


@pytest.mark.parametrize(
    "page",
    [
        BookPage(OTHER, MARCH, Rbd(1), "SEP"),
        BookPage(HOLDER, Period("2023-03"), Rbd(1), "SEP"),
        BookPage(HOLDER, Period("2025-03"), Rbd(2), "SEP"),
    ],
)
def test_other_books_stay_open(page: BookPage) -> None:
    require_open([page], [CLOSED, YEAR_CLOSED], None)


@pytest.mark.parametrize(
    "page",
    [
        BookPage(HOLDER, MARCH, Rbd(2), "SEP"),
        BookPage(HOLDER, MARCH, Rbd(1), "GENERAL"),
        BookPage(HOLDER, MARCH),
    ],
)
def test_a_rendicion_closes_the_year_of_its_school_and_fund_alone(page: BookPage) -> None:
    require_open([page], [YEAR_CLOSED], None)
    assert refused(page, CLOSED).code == "mes_cerrado"


def test_with_its_reason_it_is_recorded() -> None:
    require_open([PAGE], [CLOSED, YEAR_CLOSED], "Llegó tarde la factura.")


@pytest.mark.parametrize(
    ("page", "streams"),
    [
        (PAGE, 3),
        (BookPage(HOLDER, MARCH), 1),
        (BookPage(HOLDER, MARCH, Rbd(1)), 1),
        # Rendiciones begin with the year 2011, months with 2008.
        (BookPage(HOLDER, Period("2011-01"), Rbd(1), "SEP"), 3),
        (BookPage(HOLDER, Period("2010-12"), Rbd(1), "SEP"), 1),
        (BookPage(HOLDER, Period("2008-01"), Rbd(1), "SEP"), 1),
        (BookPage(HOLDER, Period("2007-12"), Rbd(1), "SEP"), 0),
    ],
)
def test_whether_a_page_is_closed_is_read_where_it_is_recorded(
    page: BookPage, streams: int
) -> None:
    assert len(lock_streams([page, page])) == streams
