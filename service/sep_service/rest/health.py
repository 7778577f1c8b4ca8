"""Whether the service lives, and whether its answers are fresh enough to be served."""

import logging
from typing import Any

import orjson
import psycopg
from fastapi import APIRouter, Request
from psycopg_pool import PoolTimeout
from starlette.responses import Response

from sep_ledger.reading.events import head
from sep_projections.reading.known import known_at
from sep_service.http.responses import Responses, text

router = APIRouter(tags=["health"])
logger = logging.getLogger(__name__)

READY_MAX_LAG = 50_000
"""Positions that the views may stand behind the log, about one range of a fold."""
READY_TIMEOUT_SECONDS = 2.0

_OK, _UNAVAILABLE = 200, 503
_ALIVE: Responses = {_OK: text("The process lives", "application/json")}
_READY: Responses = {
    _OK: text("The views are as fresh as they must be", "application/json"),
    _UNAVAILABLE: text("They are not, or the database does not answer", "application/json"),
}


@router.get("/healthz", response_class=Response, responses=_ALIVE)
async def healthz() -> Response:
    """Answers as long as the process does."""
    return _json({"status": "ok"}, _OK)


@router.get("/readyz", response_class=Response, responses=_READY)
async def readyz(request: Request) -> Response:
    """200 where the database answers and the views are at most the bounded lag behind the log."""
    try:
        pool = request.app.state.pool
        async with pool.connection(timeout=READY_TIMEOUT_SECONDS) as connection:
            reached = await head.awaited(connection)
            known = await known_at(connection)
    except (psycopg.Error, PoolTimeout) as error:
        logger.warning("not ready: %s", error)
        return _json({"status": "database unavailable"}, _UNAVAILABLE)
    behind = reached - known.position
    ready = behind <= READY_MAX_LAG
    return _json(
        {
            "status": "ok" if ready else "views behind",
            "head": reached,
            "position": known.position,
            "positionsBehind": behind,
        },
        _OK if ready else _UNAVAILABLE,
    )


def _json(content: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
