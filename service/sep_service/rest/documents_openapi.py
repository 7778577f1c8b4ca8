"""What the OpenAPI document says of evidence documents: bodies, answers, headers, examples."""

from typing import Any

from sep_service.http.problems import MEDIA_TYPE, Problem, problem

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

_UPLOAD = {
    "sha256": SHA256,
    "size": 184_320,
    "media_type": "application/pdf",
    "url": f"/documents/{SHA256}",
}
_BINARY = {"type": "string", "format": "binary"}


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


def _problem(status: int, kind: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    example = problem(kind, status, title, detail, **more).model_dump(exclude_none=True)
    return {
        "description": title,
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema(), "example": example}},
    }


def _kept(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {
            "ETag": _text("The SHA-256 of the content, quoted"),
            "Location": _text("Where the document is read"),
        },
        "content": {"application/json": {"example": _UPLOAD}},
    }


def _malformed(status: int, field: str) -> dict[str, Any]:
    return _problem(
        status,
        "malformed",
        "La solicitud no está bien formada",
        f"Revise: {field} (no tiene la forma esperada).",
        code="BAD_VALUE",
        errors=[{"field": field, "detail": "no tiene la forma esperada"}],
    )


_UNAVAILABLE = _problem(
    503, "unavailable", "El depósito de documentos no responde", "Inténtelo de nuevo."
)
_ALTERED = _problem(
    500,
    "altered-document",
    "El documento fue alterado",
    f"El documento {SHA256} fue alterado después de guardarse: sus bytes ya no dan ese SHA-256.",
)

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The document, as it is, under its own media type, whichever that is.",
        "content": {"application/octet-stream": {"schema": _BINARY}},
    }
}

UPLOADED: dict[int | str, dict[str, Any]] = {
    200: _kept("The same content was kept before"),
    201: {**_kept("The document is kept"), "content": _kept("")["content"]},
    400: _malformed(400, "header/Content-Type"),
    413: _problem(413, "too-large", "La solicitud es demasiado grande", "A lo más … bytes."),
    422: _problem(422, "empty", "El documento está vacío", "No tiene ningún byte."),
    500: _ALTERED,
    503: _UNAVAILABLE,
}
"""Answers to an upload."""

GIVEN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, to be downloaded",
        "headers": {
            "ETag": _text("The SHA-256 of the content, quoted"),
            "Repr-Digest": _text("The SHA-256 of the content (RFC 9530)"),
            "Cache-Control": _text("A document never changes, nor does its name once it has one"),
            "Content-Disposition": _text("Always `attachment`, with a file name"),
            "Content-Security-Policy": _text("Nothing in it may run"),
            "X-Content-Type-Options": _text("`nosniff`"),
        },
        "content": {"*/*": {"schema": _BINARY}},
    },
    304: {"description": "The caller has it"},
    404: _problem(
        404, "unknown-document", "El documento no existe", f"No hay ningún documento {SHA256}."
    ),
    422: _malformed(422, "path/sha256"),
    500: _ALTERED,
    503: _UNAVAILABLE,
}
"""Answers to whoever reads a document."""
