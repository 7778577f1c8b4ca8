"""What schemathesis cannot guess of our addresses.

A RUT has a right check digit, what was decided of an entity leads to its next commands, and most
commands name a school that the directory has, and who holds it.
"""

import os
from typing import Any

import schemathesis

from sep_domain.values.identifiers import check_digit

HOLDERS = ("sostenedor", "ate")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""No answer of ours is an accident, and each is one that the OpenAPI document describes."""

FOLLOWING = 3
"""Commands that may come after one."""

HELD = "SEP_LEDGER_FUZZ_HELD"
"""The variable that tells schools and who holds them: `50001:62000660-2 50002:…`. Without it no
case is changed, as where no directory has been read."""

_SCHOOLS = tuple(pair.split(":") for pair in os.environ.get(HELD, "").split())
_AS_THOUGHT_UP = 8
"""Of so many schools that are thought up one stays: nobody knows it."""

ENDLESS = "/events/stream"
"""The address that goes on answering for as long as somebody listens."""


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> Any:
    """Most cases name a RUT that can be."""
    return _with_right_digits(path_parameters)


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> Any:
    """Most cases ask for a RUT that can be."""
    return _with_right_digits(query)


@schemathesis.hook
def map_headers(context: Any, headers: dict[str, Any] | None) -> Any:
    """Nobody guesses the version that an entity is at: it is new, or not asked about."""
    if headers and headers.get("If-Match") not in (None, '"0"'):
        del headers["If-Match"]
    return headers


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Most commands name a school of the directory, and who holds it."""
    path = case.path_parameters or {}
    body = case.body if isinstance(case.body, dict) else {}
    thought_up = path.get("rbd") or body.get("rbd") or path.get("sostenedor")
    number = sum(map(ord, str(thought_up)))
    if not _SCHOOLS or not case.path.startswith("/commands/") or number % _AS_THOUGHT_UP == 0:
        return
    held = dict(_SCHOOLS)
    rbd = str(thought_up) if str(thought_up) in held else _SCHOOLS[number % len(_SCHOOLS)][0]
    for named in (path, body):
        if "rbd" in named:
            named["rbd"] = int(rbd)
        if "sostenedor" in named:
            named["sostenedor"] = held[rbd]


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Each command is followed by those that come after it, of the entity it was sent to."""
    entities: dict[str, list[dict[str, Any]]] = {}
    for path, item in raw_schema["paths"].items():
        if path.startswith("/commands/"):
            entities.setdefault(path.rpartition("/")[0], []).append(item["post"])
    for address, operations in entities.items():
        names = _names(address)
        for number, operation in enumerate(operations):
            following = [*operations, *operations][number + 1 : number + 1 + FOLLOWING]
            operation["responses"]["200"]["links"] = {
                each["operationId"]: _link(each, names) for each in following
            }


def _names(address: str) -> list[str]:
    return [part[1:-1] for part in address.split("/") if part.startswith("{")]


def _link(operation: dict[str, Any], names: list[str]) -> dict[str, Any]:
    same = {f"path.{name}": f"$request.path.{name}" for name in names}
    seen = {"header.If-Match": "$response.header.ETag"}
    return {"operationId": operation["operationId"], "parameters": same | seen}


def _with_right_digits(parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    for name in HOLDERS:
        number, dash, _ = str((parameters or {}).get(name, "")).partition("-")
        if parameters and dash and number.isascii() and number.isdigit() and int(number) > 0:
            parameters[name] = f"{int(number)}-{check_digit(int(number))}"
    return parameters
