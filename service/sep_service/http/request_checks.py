"""What every door asks of a request before it is answered, whatever the door.

Only parameters that the route declares, each once unless it takes several; whole numbers in digits,
days and instants in their one form; no header of ours that is misspelt; no text that cannot be
kept. What is not so is refused, for a parameter that is passed over is a question answered wrongly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import unquote_plus, unquote_to_bytes

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from starlette.requests import HTTPConnection

from sep_domain.dates.days import instant_of, is_to_come, required_day, required_instant
from sep_domain.text.nearest import nearest
from sep_domain.values.identifiers import Rut

Flaws = Iterator[dict[str, Any]]

HEADERS = ("Idempotency-Key", "If-Match", "Last-Event-ID", "Ledger-Actor", "Ledger-Wait-For")
"""The headers that some door of ours reads and that nothing else adds to a request."""

ANSWERED = {"Ledger-Generation": "generation", "Ledger-Position": "after"}
"""The headers that answers bear, and the parameter in which what they say is sent."""

_KNOWN_TIME = "asOf"
"""The parameter that asks for what was known at an instant, which is one that has been."""
_LIKE_OURS = re.compile(r"(ledger-|last-?event|idempotency)", re.IGNORECASE)
_WHOLE = re.compile(r"-?[0-9]+")


async def refuse_what_nobody_reads(connection: HTTPConnection) -> None:
    """A dependency of every route. Raises RequestValidationError."""
    dependant = getattr(connection.scope.get("route"), "dependant", None)
    if not isinstance(dependant, Dependant):
        return
    flaws = [*_characters(connection)] or [
        *_headers(connection),
        *_names(connection, dependant),
        *_forms(connection, dependant),
    ]
    if flaws:
        raise RequestValidationError(flaws)


def declared_parameters(dependant: Dependant) -> Mapping[str, Any]:
    """The query parameters of a route and of all that it depends on, by their names in the URL."""
    found = {param.alias: param for param in dependant.query_params}
    for one in dependant.dependencies:
        found |= declared_parameters(one)
    return found


def _characters(connection: HTTPConnection) -> Flaws:
    for pair in connection.scope.get("query_string", b"").split(b"&"):
        if not _is_writable(pair):
            name = unquote_plus(pair.partition(b"=")[0].decode("latin-1"), errors="replace")
            yield {"type": "bad_character", "loc": ("query", name.replace("\0", ""))}
    if not _is_writable(connection.scope.get("raw_path") or b""):
        # What is no UTF-8 has been read as U+FFFD.
        parts = connection.path_params.items()
        wrong = [name for name, value in parts if re.search("[\0\ufffd]", str(value))]
        yield {"type": "bad_character", "loc": ("path", *wrong[:1])}


def _is_writable(quoted: bytes) -> bool:
    written = unquote_to_bytes(quoted)
    try:
        written.decode()  # which refuses halves of a character
    except UnicodeDecodeError:
        return False
    return b"\0" not in written


def _headers(connection: HTTPConnection) -> Flaws:
    known = {name.casefold() for name in HEADERS}
    for name in connection.headers:
        if _LIKE_OURS.match(name) and name.casefold() not in known:
            meant = nearest(name, [*HEADERS, *ANSWERED])
            flaw = {"type": "unknown_header", "loc": ("header", name)}
            yield flaw | (_of_answers(meant) if meant in ANSWERED else _hint(meant, HEADERS))


def _of_answers(meant: str) -> dict[str, Any]:
    detail = (
        f"«{meant}» es una cabecera de las respuestas; en una solicitud se da como parámetro "
        f"{ANSWERED[meant]}"
    )
    return {"ctx": {"detail": detail, "code": "UNKNOWN_HEADER", "nearest": ANSWERED[meant]}}


def _names(connection: HTTPConnection, dependant: Dependant) -> Flaws:
    known = declared_parameters(dependant)
    # What the code calls a parameter is how it was once, or elsewhere is, spelt.
    called = {param.name: alias for alias, param in known.items()}
    for name in dict.fromkeys(connection.query_params):
        if name not in known:
            meant = called.get(name) or nearest(name, known)
            yield {"type": "unknown_parameter", "loc": ("query", name), **_hint(meant, known)}
        elif len(connection.query_params.getlist(name)) > 1 and not _takes_several(known[name]):
            yield {"type": "repeated_parameter", "loc": ("query", name)}


def _hint(meant: str | None, known: Iterable[str]) -> dict[str, Any]:
    return {"ctx": {"known": sorted(known)} | ({"nearest": meant} if meant else {})}


def _forms(connection: HTTPConnection, dependant: Dependant) -> Flaws:
    for alias, param in declared_parameters(dependant).items():
        for written in connection.query_params.getlist(alias):
            yield from _form(_kind(param.field_info.annotation), written, ("query", alias))
            if alias == _KNOWN_TIME and (instant := instant_of(written)) and is_to_come(instant):
                yield {"type": "future_instant", "loc": ("query", alias)}
    for param in _in_path(dependant):
        kind = _kind(param.field_info.annotation)
        yield from _form(kind, str(connection.path_params.get(param.alias)), ("path", param.alias))


def _form(kind: Any, written: str, loc: tuple[str, str]) -> Flaws:
    """What is wrong with how a value is written; whether it can be is for the route to say."""
    if not isinstance(kind, type):
        return
    for base, flaw, read in _READ:
        if issubclass(kind, base) and not issubclass(kind, Enum):
            try:
                read(written)
            except ValueError:
                yield {"type": flaw, "loc": loc}
            return


def _whole(written: str) -> None:
    if not _WHOLE.fullmatch(written):
        raise ValueError(written)


_READ: tuple[tuple[type, str, Any], ...] = (
    (datetime, "bad_instant", required_instant),  # which is a date, too, and therefore comes first
    (date, "bad_day", required_day),
    (int, "bad_number", _whole),
    (Rut, "bad_rut", Rut),
)


def _in_path(dependant: Dependant) -> list[Any]:
    beneath = [param for one in dependant.dependencies for param in _in_path(one)]
    return [*dependant.path_params, *beneath]


def _takes_several(param: Any) -> bool:
    return get_origin(_bare(param.field_info.annotation)) is list


def _kind(annotation: Any) -> Any:
    """The type of a value, or of each of several."""
    bare = _bare(annotation)
    return _bare(get_args(bare)[0]) if get_origin(bare) is list else bare


def _bare(annotation: Any) -> Any:
    """A type without what is noted about it, and without None where that is its alternative."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [one for one in get_args(annotation) if one is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation
