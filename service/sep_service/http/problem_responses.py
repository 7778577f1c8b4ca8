"""How every door tells what it refuses: the same problem details for whatever went wrong."""

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sep_ledger.reading.generations import BeyondHeadError, OtherGenerationError
from sep_service.http import problems
from sep_service.http.malformed_requests import malformed_response
from sep_service.http.problems import Problem, ProblemError, problem
from sep_service.http.responses import Responses, problem_response

_TITLES = {404: "No existe", 405: "Este método no se admite aquí"}
_DETAILS = {
    404: "No hay nada en esta dirección; GET /docs las enumera.",
    405: "La cabecera Allow dice cuáles se admiten.",
}
_KINDS = {404: "not-found", 405: "method-not-allowed"}


_NOT_WELL_FORMED = "La solicitud no está bien formada"

ANSWERS: Responses = {
    400: problem_response(
        "A header is not well formed",
        problem(
            "malformed",
            400,
            _NOT_WELL_FORMED,
            "Revise: header/ledger-actr (no se conoce; ¿quiso decir «Ledger-Actor»?).",
            code="UNKNOWN_HEADER",
        ),
    ),
    422: problem_response(
        "A part of the address is not known, or not well formed",
        problem(
            "malformed",
            422,
            _NOT_WELL_FORMED,
            "Revise: query/as_of (no se conoce; ¿quiso decir «asOf»?).",
            code="UNKNOWN_PARAMETER",
            errors=[
                {
                    "field": "query/as_of",
                    "detail": "no se conoce; ¿quiso decir «asOf»?",
                    "nearest": "asOf",
                }
            ],
        ),
    ),
    503: problem_response(
        "The log cannot be reached, or is too busy",
        problem("unavailable", 503, "El registro no responde", "Inténtelo de nuevo."),
    ),
}
"""What any door may answer."""


_TOLD = (
    RequestValidationError,
    ProblemError,
    HTTPException,
    BeyondHeadError,
    OtherGenerationError,
    psycopg.OperationalError,
    PoolTimeout,
)


def tell_as_problems(app: FastAPI) -> None:
    """Has an application answer what it refuses in the one shape."""
    for kind in _TOLD:
        app.add_exception_handler(kind, _told)


async def _told(_: Request, error: Exception) -> Response:
    match error:
        case RequestValidationError():
            return malformed_response(error.errors())
        case ProblemError():
            return error.problem.response(error.headers)
        case BeyondHeadError() | OtherGenerationError():
            return in_another_log(error).response()
        case HTTPException():
            return _by_status(error)
    return problems.unreachable()


def in_another_log(error: BeyondHeadError | OtherGenerationError) -> Problem:
    """What a reader is told who followed another log than this one."""
    standing = error.standing
    if isinstance(error, BeyondHeadError):
        return problem(
            "cursor-beyond-head",
            409,
            "La posición está más allá del final del registro",
            f"Se pidió seguir después de {error.position} y el registro llega a {standing.head}: "
            "lo leído hasta ahí es de otro registro, o de uno que fue restaurado.",
            head=standing.head,
            generation=standing.generation,
        )
    if error.shared:
        told = (
            f"Con la generación que se nombró comparte hasta la posición {error.shared}: descarte "
            "lo posterior y siga desde ahí"
        )
    else:
        told = (
            "Con la generación que se nombró no comparten ninguna posición: descarte todo y siga "
            "desde 0"
        )
    return problem(
        "generation-changed",
        409,
        "El registro es de otra generación",
        f"El registro fue restaurado, o es otro. {told} con la generación {standing.generation}.",
        head=standing.head,
        generation=standing.generation,
        shared=error.shared or 0,
    )


def _by_status(error: HTTPException) -> Response:
    status = error.status_code
    return problem(
        _KINDS.get(status, "refused"),
        status,
        _TITLES.get(status, "La solicitud no se admite"),
        _DETAILS.get(status, error.detail),
    ).response(error.headers)
