"""The door of GraphQL: what a request may bring, over HTTP and over a WebSocket.

Whatever stands beside the question is refused and not passed over, for a misplaced `asOf` would be
answered with today's figures.
"""

from collections.abc import Callable, Coroutine, Iterable
from typing import Annotated, Any

import orjson
from cross_web import AsyncHTTPRequestAdapter
from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from strawberry.fastapi import BaseContext, GraphQLRouter
from strawberry.http import GraphQLRequestData
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ErrorMessage,
    SubscribeMessage,
)

from graphql import GraphQLError
from sep_domain.text.nearest import nearest
from sep_graphql.answering.context import Context
from sep_graphql.answering.limits import Limits
from sep_ledger.reading.events import AsyncPool
from sep_ledger.reading.wakeups import Wakeups
from sep_service.graphql_http import graphiql
from sep_service.http.json_bodies import RepeatedKeyError, printable, read_json
from sep_service.http.problems import problem

MEMBERS = ("query", "variables", "operationName", "extensions")
"""What a question consists of (GraphQL over HTTP, §5)."""

_REASONS = {
    "Batching is not enabled": "Cada solicitud lleva una sola pregunta: un objeto JSON, no una "
    "lista.",
    "Unable to parse request body as JSON": "El cuerpo, o lo que se da en variables o extensions, "
    "no es JSON.",
    "Unsupported content type": "El cuerpo debe ser JSON, con Content-Type: application/json.",
    "No GraphQL query found in the request": "Falta query, la pregunta.",
    "The GraphQL operation's `query` must be a string or null, if provided.": "query debe ser un "
    "texto.",
    "The GraphQL operation's `variables` must be an object or null, if provided.": "variables debe "
    "ser un objeto JSON.",
    "The GraphQL operation's `extensions` must be an object or null, if provided.": "extensions "
    "debe ser un objeto JSON.",
}
"""Why a request is no question, as the library tells it and as we do."""

_NO_OPERATION = (
    "No se encuentra la operación que se pide: operationName nombra una de las que están en query."
)


class RequestContext(Context, BaseContext):
    """The context of GraphQL operations over HTTP, of the kind that Strawberry's router takes."""

    def __init__(
        self, pool: AsyncPool, limits: Limits, wakeups: Wakeups | None, wait_for: str | None
    ) -> None:
        Context.__init__(self, pool, limits, wakeups, wait_for)
        BaseContext.__init__(self)


class GraphQLRoute(APIRoute):
    """Tells as a problem why a request is no question; Strawberry tells it as plain text."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            answer = await handle(request)
            if not isinstance(answer, PlainTextResponse):
                return answer
            said = _REASONS.get(bytes(answer.body).decode(), _NO_OPERATION)
            title = "La solicitud no es una pregunta GraphQL"
            return problem("bad-request", answer.status_code, title, said).response()

        return handle_or_explain


class SubscriptionHandler(BaseGraphQLTransportWSHandler[RequestContext, None]):
    """Takes subscriptions, and refuses one that brings more than a question."""

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Answers what is not known in it with an error, in place of the events."""
        unknown = _unknown(message["payload"])
        if not (self.connection_acknowledged and unknown):
            await super().handle_subscribe(message)
            return
        told = [_told_in_english(name).formatted for name in unknown]
        refusal: ErrorMessage = {"id": message["id"], "type": "error", "payload": told}
        await self.send_message(refusal)


class LedgerRouter(GraphQLRouter[RequestContext, None]):
    """Strawberry's router, strict in what it takes, answering with orjson and with a GraphiQL that
    needs no internet."""

    graphql_transport_ws_handler_class = SubscriptionHandler

    def decode_json(self, data: str | bytes) -> object:
        """What was sent. Raises JSONDecodeError."""
        return read_json(data)

    def parse_json(self, data: str | bytes) -> Any:
        """The same; the router tells of the error."""
        return self.decode_json(data)

    def encode_json(self, data: object) -> str:
        """The answer as JSON."""
        # Text, for bytes would go over a WebSocket as binary, which no browser reads as JSON.
        return orjson.dumps(data).decode()

    async def parse_http_body(
        self, request: AsyncHTTPRequestAdapter
    ) -> GraphQLRequestData | list[GraphQLRequestData]:
        """The question. Raises RequestValidationError for what no question has."""
        try:
            if request.method == "POST" and "application/json" in (request.content_type or ""):
                _refuse_beside_the_question(self.decode_json(await request.get_body()))
            return await super().parse_http_body(request)
        except RepeatedKeyError as error:
            place = "body" if request.method == "POST" else "query"
            flaw = {"type": "repeated_key", "loc": (place, error.key)}
            raise RequestValidationError([flaw]) from error

    async def render_graphql_ide(self, request: Request) -> HTMLResponse:
        """GraphiQL, from files of this installation."""
        return graphiql.page(request.url.path)


async def asked_in_the_address(
    *,
    query: str | None = None,
    variables: str | None = None,
    operation: Annotated[str | None, Query(alias="operationName")] = None,
    extensions: str | None = None,
) -> None:
    """Declares what a question may bring in its address; the router reads it itself."""


def _refuse_beside_the_question(body: object) -> None:
    if isinstance(body, list):
        return  # which the library refuses whole
    if not isinstance(body, dict):
        detail = {"detail": "debe ser un objeto JSON", "code": "BAD_JSON"}
        raise RequestValidationError([{"type": "misread", "loc": ("body",), "ctx": detail}])
    flaws = [
        {
            "type": "unknown_member",
            "loc": ("body", printable(name)),
            "input": printable(name),
            "ctx": {"known": MEMBERS},
        }
        for name in _unknown(body)
    ]
    if flaws:
        raise RequestValidationError(flaws)


def _unknown(names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in MEMBERS]


def _told_in_english(name: str) -> GraphQLError:
    meant = nearest(name, MEMBERS)
    hint = f"did you mean '{meant}'?" if meant else f"it has {', '.join(MEMBERS)}"
    code = {"code": "UNKNOWN_FIELD"} | ({"nearest": meant} if meant else {})
    return GraphQLError(f"a question has no '{printable(name)}'; {hint}", extensions=code)
