"""One route for each command of an entity: check the form, decide, answer."""

import inspect
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

import orjson
from eventsourcing.persistence import OperationalError
from fastapi import APIRouter, Body, Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from sep_domain.decisions.deciding import Command, EntityKey, RefusedError
from sep_domain.text.plain_text import unwritable_in
from sep_ledger.commands import case as command_case
from sep_ledger.commands.case import Asked, KeyReusedError, LostRaceError, StaleVersionError
from sep_ledger.commands.commanding import UnheldDocumentError
from sep_ledger.documents.store import DocumentStoreError
from sep_service.commands.directory import directory_rule
from sep_service.commands.entities import Entity
from sep_service.commands.openapi import responses
from sep_service.http import problems
from sep_service.http.json_bodies import RepeatedKeyError, read_json
from sep_service.http.malformed_requests import malformed_response

MAX_BODY = 65_536
"""Bytes; the longest command is a fraction of it."""

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="Chosen by the caller, new for every request that is not a repetition. "
        "Counts for one actor and one entity, for ever.",
        examples=["5f0c2b1e-7f39-4f0e-9d3c-0d2f2a1c9b77"],
    ),
]
Actor = Annotated[
    str,
    Header(
        alias="Ledger-Actor",
        pattern=r"^[!-~]{1,255}$",
        description="Who decides: a RUT or an account. Taken at its word until identities exist.",
        examples=["directora@escuela.cl"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"\d{1,9}"$',
        description='The version that the caller has seen, quoted; "0" for an entity without any.',
        examples=['"3"'],
    ),
]


class Answer(BaseModel):
    """What came of a command."""

    positions: list[Annotated[int, Field(ge=1)]] = Field(
        description="Of its events in the log, in order."
    )
    version: Annotated[int, Field(ge=1)] = Field(description="Of the entity, after its events.")
    events: list[str] = Field(description="The topics of its events, in order.")
    replayed: bool = Field(description="Whether the same request was answered before.")


class _BoundedRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            parts, size = [], 0
            async for part in self.stream():
                size += len(part)
                if size > MAX_BODY:
                    raise _TooLargeError
                parts.append(part)
            self._body = b"".join(parts)
        return self._body

    async def json(self) -> Any:
        """What the body says. Raises JSONDecodeError, _RepeatedError, and _UnwritableError where it
        says what nobody can keep."""
        try:
            said = read_json(await self.body())
        except RepeatedKeyError as error:
            raise _RepeatedError(error.key) from error
        place = unwritable_in(said)
        if place is not None:
            raise _UnwritableError(place)
        return said


_NOT_TAKEN = (
    RefusedError,
    LostRaceError,
    StaleVersionError,
    KeyReusedError,
    UnheldDocumentError,
)
"""Why a command may leave nothing behind, once it is well formed."""


class _TooLargeError(HTTPException):
    """The body is longer than MAX_BODY."""

    def __init__(self) -> None:
        super().__init__(413, self.__doc__)


class _UnwritableError(HTTPException):
    """A text in the body holds U+0000 or half a character."""

    def __init__(self, place: tuple[str, ...]) -> None:
        super().__init__(422, self.__doc__)
        self.place = place


class _RepeatedError(HTTPException):
    """An object in the body has a field twice."""

    def __init__(self, key: str) -> None:
        super().__init__(422, self.__doc__)
        self.key = key


class CommandRoute(APIRoute):
    """Tells whatever keeps a command from being recorded as a problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            try:
                return await handle(_BoundedRequest(request.scope, request.receive))
            except HTTPException as error:
                return _unread(error)
            except RequestValidationError as error:
                return malformed_response(error.errors())
            except _NOT_TAKEN as error:
                return _not_taken(error)
            except (OperationalError, DocumentStoreError):
                return problems.unavailable()

        return handle_or_explain


def routes(entity: Entity[K, S, C]) -> APIRouter:
    """A route for each of its commands."""
    name = entity.decider.NAME
    router = APIRouter(tags=[f"commands: {name}"], route_class=CommandRoute)
    for command_type in entity.commands:
        router.add_api_route(
            f"/{name}/{entity.path}/{command_type.NAME}",
            _endpoint(entity, command_type),
            methods=["POST"],
            operation_id=f"{name}_{command_type.NAME}".replace("-", "_"),
            summary=f"{name}: {command_type.NAME}",
            description=_description(entity, command_type),
            response_model=Answer,
            responses=responses(),
        )
    return router


def _description(entity: Entity[K, S, C], command_type: type[C]) -> str:
    told = inspect.cleandoc(command_type.__doc__ or "")
    return f"{told}\n\n**Directory.** {directory_rule(entity.key, command_type)}"


def _endpoint(entity: Entity[K, S, C], command_type: type[C]) -> Callable[..., Any]:
    example = dict(entity.examples[command_type.NAME])

    async def endpoint(
        *,
        request: Request,
        key: Annotated[K, Depends(entity.key)],
        idempotency_key: IdempotencyKey,
        actor: Actor,
        command: Annotated[command_type, Body(examples=[example])],  # type: ignore[valid-type]  # FastAPI reads the type of the body here, at run time
        if_match: IfMatch = None,
    ) -> Response:
        expected = None if if_match is None else int(if_match.strip('"'))
        asked = Asked(command, actor, idempotency_key, expected)
        state = request.app.state
        decider = await entity.decider_for(state.pool, key, command)
        answer = await state.commanding.handle_async(decider, key, asked, state.pool)
        return _answered(answer)

    return endpoint


def _answered(answer: command_case.CommandOutcome) -> Response:
    body = Answer(
        positions=list(answer.positions),
        version=answer.version,
        events=list(answer.topics),
        replayed=answer.replayed,
    )
    headers = {
        "ETag": problems.etag(answer.version),
        "Ledger-Position": str(answer.positions[-1]),
    }
    return Response(orjson.dumps(body.model_dump()), 200, headers, "application/json")


def _unread(error: HTTPException) -> Response:
    match error:
        case _TooLargeError():
            return problems.too_large(MAX_BODY)
        case _UnwritableError():
            return malformed_response([{"loc": ("body", *error.place), "type": "bad_character"}])
        case _RepeatedError():
            return malformed_response([{"loc": ("body", error.key), "type": "repeated_key"}])
    # How FastAPI tells of a body that is no text.
    return malformed_response([{"loc": ("body",), "type": "json_invalid"}])


def _not_taken(error: Exception) -> Response:
    match error:
        case RefusedError():
            return problems.refused_response(error)
        case LostRaceError():
            return problems.lost_race(error)
        case StaleVersionError():
            return problems.stale(error)
        case KeyReusedError():
            return problems.key_reused(error)
        case UnheldDocumentError():
            return problems.unheld_document(error)
    raise error
