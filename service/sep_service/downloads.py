"""Files for people: the state of account of a school and year, as known at any instant."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sep_domain.calendar import SchoolYear
from sep_domain.identifiers import Rbd
from sep_projections.reads.estado_resultado import estado_resultado, rendered
from sep_projections.reads.known import known_at
from sep_service.answers import refused
from sep_service.feeds import POSITION_HEADER
from sep_service.problems import not_found

router = APIRouter(tags=["downloads"])


@router.get(
    "/schools/{rbd}/{year}/Estado_resultado.txt",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        404: refused("No account line of this school and year is known"),
    },
)
async def state_of_account(
    request: Request,
    rbd: Annotated[Rbd, Path(ge=1, le=99_999)],
    year: Annotated[SchoolYear, Path(ge=1980, le=2100)],
    as_of: Annotated[datetime | None, Query(alias="asOf")] = None,
) -> Response:
    """The state of account in the Superintendencia's layout: `~` between columns, CRLF, UTF-8."""
    async with request.app.state.pool.connection() as connection:
        known = await known_at(connection, as_of)
        rows = await estado_resultado(connection, known, rbd, year)
    if not rows:
        raise not_found(f"No se conocen líneas de cuenta del establecimiento {rbd} en {year}.")
    name = f"Estado_resultado_{rbd}_{year}.txt"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        POSITION_HEADER: str(known.position),
    }
    return Response(rendered(rows), 200, headers, "text/plain; charset=utf-8")
