"""What the doors for readers answer besides what was asked for, and how the document says it."""

from typing import Any

from fastapi.exceptions import RequestValidationError

Answers = dict[int | str, dict[str, Any]]
"""Answers by status, as a route's `responses` takes them."""

_BINARY = {"type": "string", "format": "binary"}
_TEXT = {"type": "string"}
_DETAIL = {
    "type": "object",
    "properties": {"detail": {"type": "string"}},
    "required": ["detail"],
}


def misread(parameter: str, message: str) -> RequestValidationError:
    """A parameter of the query that is well formed and still cannot be; it is answered with 422."""
    return RequestValidationError(
        [{"type": "value_error", "loc": ("query", parameter), "msg": message}]
    )


def text(description: str, media_type: str) -> dict[str, Any]:
    """An answer that is text, or JSON of its own schema."""
    return _in_types(description, _TEXT, media_type)


def binary(description: str, *media_types: str) -> dict[str, Any]:
    """An answer of bytes in one of these types; what is JSON among them has a schema of its own."""
    return _in_types(description, _BINARY, *media_types)


def refused(description: str) -> dict[str, Any]:
    """An answer that says in `detail` what is not there, or not now."""
    return {"description": description, "content": {"application/json": {"schema": _DETAIL}}}


def _in_types(description: str, schema: dict[str, Any], *media_types: str) -> dict[str, Any]:
    content = {kind: {"schema": {} if "json" in kind else schema} for kind in media_types}
    return {"description": description, "content": content}
