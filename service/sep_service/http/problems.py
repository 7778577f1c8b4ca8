"""What goes wrong with a request, as RFC 9457 problem details; `detail` is Spanish, for people.

Every door answers what it refuses in this one shape, with a `code` for programs.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

from sep_domain.decisions.deciding import RefusedError
from sep_ledger.commands.case import KeyReusedError, LostRaceError, StaleVersionError
from sep_ledger.commands.commanding import UnheldDocumentError

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:sep-ledger:problem:"
RETRY_SECONDS = 1


class Problem(BaseModel):
    """Why a request was refused. Members that say nothing are left out."""

    type: str = Field(description="The kind of problem, as a URN.")
    title: str = Field(description="The kind of problem, in words.")
    status: int
    detail: str = Field(description="What happened, in Spanish.")
    code: str = Field(description="The reason, stable for programs.")
    allowed: list[str] | None = Field(
        default=None, description="Of a refusal: commands or values that would be allowed."
    )
    version: int | None = Field(default=None, description="The version at which the entity is.")
    errors: list[dict[str, str]] | None = Field(
        default=None,
        description="What is wrong with the request, field by field; `nearest` is what may be "
        "meant.",
    )
    head: int | None = Field(default=None, description="The last position of the log.")
    generation: UUID | None = Field(default=None, description="The generation of the log.")
    shared: int | None = Field(
        default=None,
        description="Up to which position the generation that was named holds the same events.",
    )

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        """The problem as an answer."""
        body = orjson.dumps(self.model_dump(exclude_none=True))
        return Response(body, self.status, headers, MEDIA_TYPE)


class ProblemError(Exception):
    """A request that is answered with a problem."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.headers = headers


def problem(kind: str, status: int, title: str, detail: str, **more: Any) -> Problem:
    """A problem of a kind, whose code is the kind in capitals where no other is given."""
    given = {"code": kind.replace("-", "_").upper()} | more
    return Problem(type=f"{TYPE_PREFIX}{kind}", title=title, status=status, detail=detail, **given)


def not_found(detail: str) -> ProblemError:
    """What is asked for is not there."""
    return ProblemError(problem("not-found", 404, "No existe", detail))


def busy(detail: str) -> ProblemError:
    """Others are being served, and there is room for so many only."""
    found = problem("busy", 503, "Hay otras solicitudes en curso", detail)
    return ProblemError(found, {"Retry-After": str(RETRY_SECONDS)})


def refused_response(error: RefusedError) -> Response:
    """The state of the entity does not allow the command."""
    return problem(
        "refused",
        409,
        "El estado no lo permite",
        error.message,
        code=error.code,
        allowed=list(error.allowed),
        version=error.version,
    ).response()


def lost_race(error: LostRaceError) -> Response:
    """Another command was recorded first."""
    detail = f"Otra orden se registró antes: la entidad está en la versión {error.current}."
    return problem(
        "conflict", 409, "Otra orden llegó antes", detail, version=error.current
    ).response({"ETag": etag(error.current)})


def stale(error: StaleVersionError) -> Response:
    """The entity is not at the version of If-Match."""
    detail = (
        f"Se esperaba la versión {error.expected} y la entidad está en la {error.current}: "
        "vuelva a leerla antes de decidir."
    )
    return problem(
        "stale-version", 412, "La entidad ha cambiado", detail, version=error.current
    ).response({"ETag": etag(error.current)})


def key_reused(error: KeyReusedError) -> Response:
    """The idempotency key belongs to another request."""
    detail = f"La clave «{error.key}» ya se usó en esta entidad para otra solicitud."
    return problem("key-reused", 422, "Clave de idempotencia repetida", detail).response()


def unheld_document(error: UnheldDocumentError) -> Response:
    """The command points to a document that is not kept, or is not as long as it says."""
    document = error.document
    if error.size is None:
        field, what = "sha256", "no está guardado: súbalo antes con POST /documents"
    else:
        field, what = "size", f"tiene {error.size} bytes y se indicaron {document.size}"
    return problem(
        "unheld-document",
        422,
        "El respaldo no está guardado así",
        f"El documento «{document.title}» ({document.sha256}) {what}.",
        errors=[{"field": f"body/evidence/{error.place}/{field}", "detail": what}],
    ).response()


def too_large(most: int) -> Response:
    """The body is longer than any command is."""
    return problem(
        "too-large", 413, "La solicitud es demasiado grande", f"A lo más {most} bytes."
    ).response()


def unavailable() -> Response:
    """The log cannot be reached or is too busy; what was sent may have been recorded."""
    return problem(
        "unavailable",
        503,
        "El registro no responde",
        "No se sabe si la orden quedó registrada: repítala con la misma clave.",
    ).response({"Retry-After": str(RETRY_SECONDS)})


def unreachable() -> Response:
    """The log cannot be reached, or too many ask; nothing was to be recorded."""
    found = problem("unavailable", 503, "El registro no responde", "Inténtelo de nuevo.")
    return found.response({"Retry-After": str(RETRY_SECONDS)})


def internal(request: str) -> Response:
    """Our own failure; what it was stands in the service's records, under the request's name."""
    return problem(
        "internal",
        500,
        "El servicio falló",
        f"No es culpa de la solicitud. Al avisar de ello, indique su nombre: {request}.",
    ).response()


def etag(version: int) -> str:
    """The version of an entity as an entity tag (RFC 9110 §8.8.3)."""
    return f'"{version}"'
