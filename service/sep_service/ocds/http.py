"""Open Contracting data over HTTP: `GET /ocds/releases`, `/ocds/records`, `/ocds/records/{ocid}`.

All are functions that block, so FastAPI runs each on a thread of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import orjson
import psycopg
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sep_domain.values.identifiers import Rut
from sep_ledger.reading.events import position_at
from sep_ledger.reading.generations import log_end_for_reader
from sep_projections.ocds import process_reader
from sep_projections.ocds.process_reader import Chosen, Processes
from sep_service.http.problems import busy, not_found
from sep_service.http.responses import Responses, check_span, misread, problem_response
from sep_service.ocds import publication_of
from sep_service.rest.feeds import (
    GENERATION_HEADER,
    GREATEST_POSITION,
    POSITION_HEADER,
    RESTORED,
    Generation,
)

AT_ONCE = 4
"""Packages being made together: each holds a connection for as long as it takes."""
DEFAULT_PAGE = 100

_WAIT_SECONDS = 10.0
_OCID = Query(max_length=300)

Position = Annotated[int, Query(ge=0, le=GREATEST_POSITION)]
Limit = Annotated[int, Query(ge=1)]
Year = Annotated[int | None, Query(ge=1980, le=2100)]

router = APIRouter(prefix="/ocds", tags=["ocds"])
_free = BoundedSemaphore(AT_ONCE)

_EMPTY: Responses = {
    204: {"description": "There is none yet; the `Link` header leads to what will come."},
    503: problem_response("Other packages are under way."),
}
_UNKNOWN: Responses = {
    404: problem_response("No process has this ocid."),
    503: problem_response("Other packages are under way."),
}


@router.get("/releases", response_class=Response, responses=_EMPTY | RESTORED)
def releases(
    request: Request,
    *,
    after: Position = 0,
    limit: Limit = DEFAULT_PAGE,
    since: Annotated[datetime | None, Query(alias="from")] = None,
    until: Annotated[datetime | None, Query(alias="to")] = None,
    year: Year = None,
    sostenedor: Rut | None = None,
    generation: Generation = None,
) -> Response:
    """OCDS 1.1 releases after a position or an instant, in order, one for each event.

    The `Link` header leads to the next package, and from the last one to what will come after it.
    `year` takes what happened in it, `sostenedor` the processes in which it buys. A release never
    changes. `Ledger-Position` is the position up to which the answer is complete,
    `Ledger-Generation` the generation of the log, which the link holds on to.
    """
    _check_limit(request, limit)
    check_span(since, until)
    with _processes(request) as processes:
        with psycopg.connect(request.app.state.conninfo, autocommit=True) as connection:
            stands = log_end_for_reader(connection, after, generation)
            begin = 0 if since is None else position_at(connection, since)
            end = None if until is None else position_at(connection, until)
        since_position = max(after, begin)
        upto = processes.known if end is None else min(end, processes.known)
        found = processes.releases(since_position, upto, limit, Chosen(year, sostenedor))
    reached = int(found[-1]["id"]) if len(found) == limit else max(since_position, upto)
    chosen = _said(year=year, sostenedor=sostenedor)
    asked = {"after": reached, "limit": limit} | _said(to=until and until.isoformat()) | chosen
    link = urlencode(asked | {"generation": stands.generation})
    headers = {
        "Link": f'</ocds/releases?{link}>; rel="next"',
        POSITION_HEADER: str(reached),
        GENERATION_HEADER: str(stands.generation),
    }
    if not found:
        return Response(status_code=204, headers=headers)
    name = "releases?" + urlencode({"after": since_position, "limit": len(found)} | chosen)
    return _json(processes.publication.releases(name, found), headers)


@router.get("/records", response_class=Response, responses=_EMPTY)
def records(
    request: Request,
    *,
    after: Annotated[str, _OCID] = "",
    limit: Limit = DEFAULT_PAGE,
    year: Year = None,
    sostenedor: Rut | None = None,
) -> Response:
    """OCDS 1.1 records, compiled and versioned, of our own processes, by ocid, after one.

    `year` takes those in which something happened in it, `sostenedor` those in which it buys.
    """
    _check_limit(request, limit)
    chosen = _said(year=year, sostenedor=sostenedor)
    with _processes(request) as processes:
        if after and processes.record(after) is None:
            raise misread("after", "no es el ocid de ningún proceso propio", "BAD_CURSOR")
        found = processes.records(after, limit, Chosen(year, sostenedor))
    headers = {POSITION_HEADER: str(processes.known)}
    if not found:
        return Response(status_code=204, headers=headers)
    if len(found) == limit:
        following = urlencode({"after": found[-1]["ocid"], "limit": limit} | chosen)
        headers["Link"] = f'</ocds/records?{following}>; rel="next"'
    name = "records?" + urlencode({"after": after, "limit": limit} | chosen)
    return _json(processes.publication.records(name, found), headers)


@router.get("/records/{ocid:path}", response_class=Response, responses=_UNKNOWN)
def record(request: Request, ocid: Annotated[str, Path(max_length=300)]) -> Response:
    """One record in its package: of an own process, or, word for word, as others published it.

    Where others published releases only, the record holds them.
    """
    with _processes(request) as processes:
        own = processes.record(ocid)
        published = None if own else processes.published_of(ocid)
    headers = {POSITION_HEADER: str(processes.known)}
    if own:
        return _json(processes.publication.records(f"records/{quote(ocid)}", [own]), headers)
    if published is None:
        raise not_found(f"Ningún proceso tiene el ocid {ocid}.")
    return _json(published, headers)


@contextmanager
def _processes(request: Request) -> Iterator[Processes]:
    if not _free.acquire(timeout=_WAIT_SECONDS):
        raise busy("Hay otros paquetes en curso; inténtelo en un momento.")
    try:
        publication = publication_of(request.app.state.settings)
        with process_reader.open_processes(request.app.state.conninfo, publication) as processes:
            yield processes
    finally:
        _free.release()


def _said(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _check_limit(request: Request, limit: int) -> None:
    most = request.app.state.settings.ocds_page_max
    if limit > most:
        raise misread("limit", f"es {limit}; a lo más {most}", "OUT_OF_RANGE")


def _json(package: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(package), 200, headers, "application/json")
