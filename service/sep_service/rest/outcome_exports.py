"""Downloads of outcomes, `GET /exports/outcomes/{table}/{form}`, with the version of their data."""

from contextlib import ExitStack
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from sep_domain.events.education.results import Subject
from sep_domain.values.grades import TestedGrade
from sep_projections.exports import outcomes
from sep_projections.exports.outcome_forms import RENDERS, OutcomeForm
from sep_projections.exports.outcomes import (
    Asked,
    GradeAndSubjectError,
    Outcomes,
    OutcomeTable,
)
from sep_service.http.responses import Responses, binary, misread, problem_response
from sep_service.rest.exports import AsOf, close_after, reserve_export
from sep_service.rest.feeds import GREATEST_POSITION, POSITION_HEADER

router = APIRouter(tags=["exports"])


_ANSWERS: Responses = {
    200: binary(
        "The table, or the version of its data", *{kind for _, kind, _ in RENDERS.values()}
    ),
    304: {"description": "The export that `If-None-Match` names is still this one"},
    503: problem_response("Other exports are under way"),
}


@router.get(
    "/exports/outcomes/{table}/{form}", response_class=StreamingResponse, responses=_ANSWERS
)
async def outcome_table(
    request: Request,
    table: OutcomeTable,
    form: OutcomeForm,
    *,
    grade: TestedGrade | None = None,
    subject: Subject | None = None,
    position: Annotated[int | None, Query(ge=0, le=GREATEST_POSITION)] = None,
    as_of: AsOf = None,
) -> Response:
    """A table of outcomes as known at a position or an instant; else as known now.

    `version` is the document of the files, the rule and the position that the table was made of,
    which the `Link` header leads to. Advisers and panels are of one grade and subject.
    """
    try:
        asked = Asked(table, grade, subject)
    except GradeAndSubjectError as error:
        raise misread("grade", "esta tabla es de un grado y una asignatura") from error
    conninfo = request.app.state.conninfo
    held, found = await reserve_export(
        conninfo, lambda at: outcomes.open_table(conninfo, asked, at), position, as_of
    )
    return _response(request, held, found, form)


def _response(request: Request, held: ExitStack, table: Outcomes, form: OutcomeForm) -> Response:
    extension, media_type, render = RENDERS[form]
    name = f"{table.asked.table}-{table.known}"
    tag = sha256(repr((form, table.known, table.asked)).encode()).hexdigest()[:32]
    headers = {
        POSITION_HEADER: str(table.known),
        "ETag": f'"{tag}"',
        "Content-Disposition": f'attachment; filename="{name}.{extension}"',
        "Link": f'<{_version_of(request, table)}>; rel="describedby"; type="application/json"',
    }
    if request.headers.get("if-none-match") == f'"{tag}"':
        return Response(status_code=304, headers=headers, background=BackgroundTask(held.close))
    return StreamingResponse(
        close_after(held, render(table)), headers=headers, media_type=media_type
    )


def _version_of(request: Request, table: Outcomes) -> str:
    """Where the version of just this table is, at its position."""
    url = request.url_for(
        "outcome_table", table=table.asked.table.value, form=OutcomeForm.VERSION.value
    )
    given = {"grade": table.asked.grade, "subject": table.asked.subject, "position": table.known}
    told = {name: str(value) for name, value in given.items() if value is not None}
    return str(url.include_query_params(**told))
