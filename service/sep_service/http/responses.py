"""What the doors for readers answer besides what was asked for, and how the document says it."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError

from sep_service.http.problems import MEDIA_TYPE, Problem

D = TypeVar("D", bound=date)

Responses = dict[int | str, dict[str, Any]]
"""Answers by status, as a route's `responses` takes them."""

_BINARY = {"type": "string", "format": "binary"}
_TEXT = {"type": "string"}
_PROBLEM = Problem.model_json_schema()


def misread(
    parameter: str,
    detail: str,
    code: str = "BAD_VALUE",
    *,
    place: str = "query",
    known: Collection[str] = (),
    value: str = "",
) -> RequestValidationError:
    """A parameter that is well formed and still cannot be; it is answered with 422.

    `known` are the values that can be, the one nearest to `value` of which is named. A header is
    answered with 400.
    """
    more = {"detail": detail, "code": code, "known": known}
    return RequestValidationError(
        [{"type": "misread", "loc": (place, parameter), "input": value, "ctx": more}]
    )


def check_span(begin: D | None, end: D | None) -> None:
    """Refuses days or instants that end before they begin: no answer is empty by mistake."""
    if begin is not None and end is not None and end < begin:
        raise misread("to", "es anterior a from")


def text(description: str, media_type: str) -> dict[str, Any]:
    """An answer that is text, or JSON of its own schema."""
    return _in_types(description, _TEXT, media_type)


def binary(description: str, *media_types: str) -> dict[str, Any]:
    """An answer of bytes in one of these types; what is JSON among them has a schema of its own."""
    return _in_types(description, _BINARY, *media_types)


def problem_response(description: str, example: Problem | None = None) -> dict[str, Any]:
    """An answer that is a problem: what is not there, or not now."""
    shown = {} if example is None else {"example": example.model_dump(exclude_none=True)}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _PROBLEM, **shown}}}


def _in_types(description: str, schema: dict[str, Any], *media_types: str) -> dict[str, Any]:
    content = {kind: {"schema": {} if "json" in kind else schema} for kind in media_types}
    return {"description": description, "content": content}
