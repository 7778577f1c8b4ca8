"""The HTTP application: GraphQL, GraphiQL, event feeds, commands, health. It never folds views."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection
from starlette.responses import Response
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from sep_graphql.answering.context import Context
from sep_graphql.answering.limits import Limits
from sep_graphql.schema import ledger_schema
from sep_ledger.application import Ledger
from sep_ledger.commands.commanding import Commanding
from sep_ledger.reading.wakeups import Wakeups
from sep_ledger.recorder import connection_pool
from sep_projections.reading.pool import read_pool
from sep_service import commands
from sep_service.graphql_http import graphiql
from sep_service.graphql_http.endpoint import (
    GraphQLRoute,
    LedgerRouter,
    RequestContext,
    asked_in_the_address,
)
from sep_service.http.problem_responses import ANSWERS, tell_as_problems
from sep_service.http.request_checks import refuse_what_nobody_reads
from sep_service.observing.requests import ObservedRequests
from sep_service.ocds import http as ocds
from sep_service.rest import (
    documents,
    downloads,
    exports,
    feeds,
    health,
    metrics,
    outcome_exports,
    tiles,
)
from sep_service.settings import Settings
from sep_service.storage.document_store import store_of

GRAPHQL_PATH = "/graphql"

WAIT_HEADER = "Ledger-Wait-For"
"""A position that the views must have folded before they answer, as a command answers with."""


def create_app(settings: Settings, conninfo: str) -> FastAPI:
    """The application over a database whose schemas are up to date.

    Its lifespan opens and closes a pool of reading connections, one that hears wake-ups, and the
    ledger that commands are recorded in.
    """
    app = FastAPI(
        title="SEP Ledger",
        summary="Event feeds and commands of the SEP ledger; its views are served by GraphQL.",
        lifespan=_lifespan,
        dependencies=[Depends(refuse_what_nobody_reads)],
        responses=dict(ANSWERS),
        # Metrics are Prometheus's, and records are ours: bodies and values never leave in them.
        telemetry={"metrics": False, "logs": False},
    )
    tell_as_problems(app)
    app.state.settings = settings
    app.state.conninfo = conninfo
    app.include_router(_graphql(settings), prefix=GRAPHQL_PATH, include_in_schema=False)
    app.include_router(graphiql.router)
    app.include_router(feeds.router)
    app.include_router(commands.router)
    app.include_router(documents.router)
    app.include_router(downloads.router)
    app.include_router(exports.router)
    app.include_router(outcome_exports.router)
    app.include_router(ocds.router)
    app.include_router(tiles.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.add_middleware(ObservedRequests)
    return app


async def answer(
    settings: Settings, conninfo: str, document: str, variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The answer to one GraphQL document, without a running service."""
    limits = limits_of(settings)
    async with read_pool(conninfo, size=settings.pool_size) as pool:
        result = await ledger_schema(limits).execute(
            document, dict(variables or {}), Context(pool, limits)
        )
    errors = [error.formatted for error in result.errors or ()]
    extensions = {"extensions": result.extensions} if result.extensions else {}
    return {"data": result.data} | ({"errors": errors} if errors else {}) | extensions


def limits_of(settings: Settings) -> Limits:
    """The bounds of an operation, as the operator has set them."""
    return Limits(
        default_page_size=settings.default_page_size,
        max_page_size=settings.max_page_size,
        max_depth=settings.max_query_depth,
        max_aliases=settings.max_aliases,
        max_tokens=settings.max_tokens,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings, conninfo = app.state.settings, app.state.conninfo
    # One connection appends for everybody (group commit); the second is for when it is lost.
    with connection_pool(conninfo, max_size=2) as appending, Ledger(appending) as ledger:
        app.state.documents = store_of(settings)
        app.state.commanding = Commanding(ledger, app.state.documents.size_of)
        async with (
            read_pool(conninfo, size=settings.pool_size) as pool,
            Wakeups(conninfo) as wakeups,
        ):
            app.state.pool, app.state.wakeups = pool, wakeups
            yield


def _graphql(settings: Settings) -> LedgerRouter:
    limits = limits_of(settings)

    async def context(connection: HTTPConnection) -> RequestContext:
        state = connection.app.state
        wait_for = connection.headers.get(WAIT_HEADER)
        return RequestContext(state.pool, limits, state.wakeups, wait_for)

    return LedgerRouter(
        ledger_schema(limits),
        context_getter=context,
        subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
        default_response_class=Response,
        dependencies=[Depends(asked_in_the_address)],
        route_class=GraphQLRoute,
    )
