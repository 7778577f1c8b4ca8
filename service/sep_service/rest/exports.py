"""Downloads of the journal: `GET /exports/journal/{name}`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import date, datetime
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Annotated, TypeVar

import psycopg
from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.reading.events import position_at
from sep_projections.exports import posting_batches
from sep_projections.exports.formats import FORMATS, FormatName
from sep_projections.exports.posting_batches import Part, Selection, UnknownPositionError
from sep_projections.log.names import SUBVENCIONES, UnknownNameError
from sep_service.http.problems import busy
from sep_service.http.responses import Responses, binary, check_span, misread, problem_response
from sep_service.rest.feeds import GREATEST_POSITION, POSITION_HEADER

T = TypeVar("T")

AsOf = Annotated[datetime | None, Query(alias="asOf")]

AT_ONCE = 2
"""Exports under way together: each holds a connection for as long as it lasts."""

router = APIRouter(tags=["exports"])
_free = BoundedSemaphore(AT_ONCE)

_ANSWERS: Responses = {
    200: binary("The journal in the format asked for", *{f.media_type for f in FORMATS.values()}),
    304: {"description": "The export that `If-None-Match` names is still this one"},
    503: problem_response("Other exports are under way"),
}


@router.get("/exports/journal/{name}", response_class=StreamingResponse, responses=_ANSWERS)
async def journal(
    request: Request,
    name: FormatName,
    *,
    sostenedor: Rut | None = None,
    rbd: Annotated[Rbd | None, Query(ge=1, le=99_999)] = None,
    fund: Annotated[str | None, Query(max_length=40)] = None,
    from_date: Annotated[date | None, Query(alias="from")] = None,
    to_date: Annotated[date | None, Query(alias="to")] = None,
    position: Annotated[int | None, Query(ge=0, le=GREATEST_POSITION)] = None,
    as_of: AsOf = None,
) -> Response:
    """The journal, or a part of it, as known at a position or an instant; else as known now.

    The `Ledger-Position` header says as of which position. The same part at the same position is
    the same bytes, which is what `ETag` stands for.
    """
    check_span(from_date, to_date)
    if fund is not None:
        await _check_fund(request, fund)
    selection = Selection(sostenedor, rbd, fund, from_date, to_date)
    conninfo = request.app.state.conninfo
    held, part = await reserve_export(
        conninfo, lambda at: posting_batches.open_part(conninfo, selection, at), position, as_of
    )
    return _response(request, held, part, name)


async def reserve_export(
    conninfo: str,
    opened: Callable[[int | None], AbstractContextManager[T]],
    position: int | None,
    as_of: datetime | None,
) -> tuple[ExitStack, T]:
    """What is to be written, opened at a position or an instant, and what lets go of it.

    Raises RequestValidationError, and ProblemError while other exports are under way.
    """
    if position is not None and as_of is not None:
        raise misread("asOf", "se da position o asOf, no ambos")
    if not _free.acquire(blocking=False):
        raise busy("Hay otras descargas en curso; inténtelo en un momento.")
    held = ExitStack()
    held.callback(_free.release)
    try:
        return held, await run_in_threadpool(_open, held, conninfo, opened, position, as_of)
    except BaseException:
        await run_in_threadpool(held.close)
        raise


def _open(
    held: ExitStack,
    conninfo: str,
    opened: Callable[[int | None], AbstractContextManager[T]],
    position: int | None,
    as_of: datetime | None,
) -> T:
    if as_of is not None:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            position = position_at(connection, as_of)
    try:
        return held.enter_context(opened(position))
    except UnknownPositionError as error:
        detail = f"es {error.position}; las vistas llegan a {error.reached}"
        raise misread("position", detail, "CURSOR_BEYOND_HEAD") from error


def _response(request: Request, held: ExitStack, part: Part, name: FormatName) -> Response:
    form = FORMATS[name]
    tag = sha256(repr((name, part.known, part.selection)).encode()).hexdigest()[:32]
    headers = {
        POSITION_HEADER: str(part.known),
        "ETag": f'"{tag}"',
        "Content-Disposition": f'attachment; filename="diario-{part.known}.{form.extension}"',
    }
    if request.headers.get("if-none-match") == f'"{tag}"':
        return Response(status_code=304, headers=headers, background=BackgroundTask(held.close))
    body = close_after(held, form.render(part))
    return StreamingResponse(body, headers=headers, media_type=form.media_type)


async def _check_fund(request: Request, fund: str) -> None:
    async with request.app.state.pool.connection() as connection:
        try:
            await SUBVENCIONES.check(connection, fund)
        except UnknownNameError as error:
            known = [error.nearest] if error.nearest else []
            detail = "ninguna subvención se llama así"
            raise misread("fund", detail, "UNKNOWN_VALUE", known=known, value=fund) from error


def close_after(held: ExitStack, body: Iterator[bytes]) -> Iterator[bytes]:
    """The body, and then all that was held for it let go."""
    with held:
        yield from body
