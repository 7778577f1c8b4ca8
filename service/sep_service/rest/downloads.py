"""Documentos and Estado de resultado as the Superintendencia lays them out, at any instant."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_projections.exports.superintendence import (
    FiledSelection,
    FiledTable,
    file_at,
)
from sep_projections.reading.known import known_at
from sep_service.http.problems import not_found
from sep_service.http.responses import Responses, problem_response
from sep_service.rest.feeds import POSITION_HEADER

router = APIRouter(tags=["downloads"])

AsOf = Annotated[datetime | None, Query(alias="asOf")]
Year = Annotated[SchoolYear, Path(ge=1980, le=2100)]

_NAMES = {
    FiledTable.DOCUMENTOS: "Documentos",
    FiledTable.ESTADO_RESULTADO: "Estado_resultado",
}
_ANSWERS: Responses = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
    404: problem_response("No such row of the sostenedor or school and year is known"),
}


@router.get(
    "/schools/{rbd}/{year}/Estado_resultado.txt", response_class=Response, responses=_ANSWERS
)
async def state_of_account(
    request: Request,
    rbd: Annotated[Rbd, Path(ge=1, le=99_999)],
    year: Year,
    as_of: AsOf = None,
) -> Response:
    """The state of account in the Superintendencia's layout: `~` between columns, CRLF."""
    selection = FiledSelection(year, rbd=rbd)
    return await _answered(request, FiledTable.ESTADO_RESULTADO, selection, as_of)


@router.get(
    "/exports/superintendencia/{table}/{sostenedor}/{year}",
    response_class=Response,
    responses=_ANSWERS,
)
async def filed_table(
    request: Request,
    table: FiledTable,
    sostenedor: Rut,
    year: Year,
    *,
    rbd: Annotated[Rbd | None, Query(ge=1, le=99_999)] = None,
    as_of: AsOf = None,
) -> Response:
    """Documentos.txt or Estado_resultado.txt of a sostenedor and year, or of one of its schools.

    What is written is what is read: imported again it appends nothing.
    """
    return await _answered(request, table, FiledSelection(year, sostenedor, rbd), as_of)


async def _answered(
    request: Request, table: FiledTable, selection: FiledSelection, as_of: datetime | None
) -> Response:
    async with request.app.state.pool.connection() as connection:
        known = await known_at(connection, as_of)
    conninfo = request.app.state.conninfo
    found = await run_in_threadpool(file_at, conninfo, table, selection, known.position)
    whose = selection.sostenedor if selection.rbd is None else f"establecimiento {selection.rbd}"
    if not found.rows:
        raise not_found(f"No se conocen filas de {_NAMES[table]} de {whose} en {selection.year}.")
    content, encoding = found.encoded()
    of = selection.rbd if selection.rbd is not None else selection.sostenedor
    name = f"{_NAMES[table]}_{of}_{selection.year}.txt"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        POSITION_HEADER: str(found.known),
    }
    return Response(content, 200, headers, f"text/plain; charset={encoding}")
