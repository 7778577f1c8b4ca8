"""What goes wrong with a command, as RFC 9457 problem details; `detail` is Spanish, for people."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

from sep_domain.deciding import RefusedError
from sep_ledger.command_case import KeyReusedError, LostRaceError, StaleVersionError
from sep_ledger.commanding import UnheldDocumentError

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:sep-ledger:problem:"
RETRY_SECONDS = 1


class Problem(BaseModel):
    """Why a command left nothing in the log. Members that say nothing are left out."""

    type: str = Field(description="The kind of problem, as a URN.")
    title: str = Field(description="The kind of problem, in words.")
    status: int
    detail: str = Field(description="What happened, in Spanish.")
    code: str | None = Field(default=None, description="Of a refusal, stable for programs.")
    allowed: list[str] | None = Field(
        default=None, description="Of a refusal: commands or values that would be allowed."
    )
    version: int | None = Field(default=None, description="The version at which the entity is.")
    errors: list[dict[str, str]] | None = Field(
        default=None, description="What is wrong with the request, field by field."
    )

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        """The problem as an answer."""
        body = orjson.dumps(self.model_dump(exclude_none=True))
        return Response(body, self.status, headers, MEDIA_TYPE)


def _problem(kind: str, status: int, title: str, detail: str, **more: Any) -> Problem:
    return Problem(type=f"{TYPE_PREFIX}{kind}", title=title, status=status, detail=detail, **more)


def refused(error: RefusedError) -> Response:
    """The state of the entity does not allow the command."""
    return _problem(
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
    return _problem(
        "conflict", 409, "Otra orden llegó antes", detail, version=error.current
    ).response({"ETag": etag(error.current)})


def stale(error: StaleVersionError) -> Response:
    """The entity is not at the version of If-Match."""
    detail = (
        f"Se esperaba la versión {error.expected} y la entidad está en la {error.current}: "
        "vuelva a leerla antes de decidir."
    )
    return _problem(
        "stale-version", 412, "La entidad ha cambiado", detail, version=error.current
    ).response({"ETag": etag(error.current)})


def key_reused(error: KeyReusedError) -> Response:
    """The idempotency key belongs to another request."""
    detail = f"La clave {error.key!r} ya se usó en esta entidad para otra solicitud."
    return _problem("key-reused", 422, "Clave de idempotencia repetida", detail).response()


def unheld_document(error: UnheldDocumentError) -> Response:
    """The command points to a document that is not kept, or is not as long as it says."""
    document = error.document
    if error.size is None:
        field, what = "sha256", "no está guardado: súbalo antes con POST /documents"
    else:
        field, what = "size", f"tiene {error.size} bytes y se indicaron {document.size}"
    return _problem(
        "unheld-document",
        422,
        "El respaldo no está guardado así",
        f"El documento «{document.title}» ({document.sha256}) {what}.",
        errors=[{"field": f"body/evidence/{error.place}/{field}", "detail": what}],
    ).response()


def malformed(errors: Sequence[Mapping[str, Any]]) -> Response:
    """A header, a part of the address or the body is not well formed."""
    about_headers = any(error["loc"][:1] == ("header",) for error in errors)
    listed = [
        {"field": _field(error), "detail": _in_spanish(error)}
        for error in errors
        if error["type"] != "is_instance_of"  # the other branch of our scalars says what is wrong
    ]
    fields = ", ".join(dict.fromkeys(error["field"] for error in listed))
    return _problem(
        "malformed",
        400 if about_headers else 422,
        "La solicitud no está bien formada",
        f"Revise: {fields}.",
        errors=listed,
    ).response()


_SPANISH = {
    "missing": "falta",
    "extra_forbidden": "no se conoce",
    "json_invalid": "no es JSON",
    "string_pattern_mismatch": "no tiene la forma esperada",
    "string_too_long": "es demasiado largo",
    "too_long": "son demasiados",
    "too_short": "faltan elementos",
    "int_type": "debe ser un número entero",
    "int_parsing": "debe ser un número entero",
    "greater_than_equal": "es menor de lo permitido",
    "less_than_equal": "es mayor de lo permitido",
    "enum": "no es uno de los valores posibles",
}
"""What pydantic finds, by its names of errors; whatever else is `no es válido`."""


def _in_spanish(error: Mapping[str, Any]) -> str:
    if error["type"].startswith("date"):
        return "debe ser una fecha AAAA-MM-DD"
    return _SPANISH.get(error["type"], "no es válido")


def _field(error: Mapping[str, Any]) -> str:
    """The path of a field, without the branches of a type, which pydantic adds in brackets."""
    loc = error["loc"][:1] if error["type"] == "json_invalid" else error["loc"]
    return "/".join(str(part) for part in loc if "[" not in str(part))


def too_large(most: int) -> Response:
    """The body is longer than any command is."""
    return _problem(
        "too-large", 413, "La solicitud es demasiado grande", f"A lo más {most} bytes."
    ).response()


def unavailable() -> Response:
    """The log cannot be reached or is too busy; what was sent may have been recorded."""
    return _problem(
        "unavailable",
        503,
        "El registro no responde",
        "No se sabe si la orden quedó registrada: repítala con la misma clave.",
    ).response({"Retry-After": str(RETRY_SECONDS)})


def etag(version: int) -> str:
    """The version of an entity as an entity tag (RFC 9110 §8.8.3)."""
    return f'"{version}"'
