"""Feeds for integrators: the log by pages, as a stream that resumes, and its event types."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Header, HTTPException, Path, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from sep_domain.catalogue import UnknownTopicError, event_types, json_schema, resolve
from sep_ledger.following import follow
from sep_ledger.reading import EventRow, head_async, read_events_async
from sep_service.answers import Answers, misread, refused, text
from sep_service.cloudevents import BATCH_TYPE, CONTENT_TYPE, cloud_event

GREATEST_POSITION = (1 << 63) - 1
HEARTBEAT_SECONDS = 15
DEFAULT_PAGE = 100
POSITION_HEADER = "Ledger-Position"

Position = Annotated[int, Query(ge=0, le=GREATEST_POSITION)]
Topics = Annotated[list[str], Query(max_length=100)]

_BATCH: Answers = {200: text("A batch of CloudEvents", BATCH_TYPE)}
_STREAM: Answers = {
    200: text("One CloudEvent in each message", "text/event-stream"),
    400: refused("`Last-Event-ID` is not a position"),
}
_EVENT: Answers = {
    200: text("A CloudEvent", CONTENT_TYPE),
    404: refused("The log does not reach this position"),
}
_SCHEMA: Answers = {
    200: text("A JSON Schema", "application/schema+json"),
    404: refused("No event is recorded under this topic"),
}

router = APIRouter(tags=["events"])


@router.get("/events", response_class=Response, responses=_BATCH)
async def events(
    request: Request,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1)] = DEFAULT_PAGE,
    topic: Topics = [],  # noqa: B006 (FastAPI copies defaults)
) -> Response:
    """Events after a position, in order, as a CloudEvents 1.0 batch.

    The `Link` header leads to the next page, and from the last page to what will come after it. The
    `Ledger-Position` header is the position up to which the answer is complete.
    """
    most = request.app.state.settings.events_page_max
    if limit > most:
        raise misread("limit", f"limit is {limit}; expected at most {most}")
    _check(topic)
    async with request.app.state.pool.connection() as connection:
        end = await head_async(connection)
        rows = await read_events_async(connection, after=after, limit=limit, topics=topic, upto=end)
    reached = rows[-1].position if len(rows) == limit else max(after, end)
    following = urlencode({"after": reached, "limit": limit, "topic": topic}, doseq=True)
    headers = {"Link": f'</events?{following}>; rel="next"', POSITION_HEADER: str(reached)}
    return Response(orjson.dumps(list(map(cloud_event, rows))), 200, headers, BATCH_TYPE)


@router.get("/events/stream", response_class=EventSourceResponse, responses=_STREAM)
async def stream(
    request: Request,
    after: Position = 0,
    topic: Topics = [],  # noqa: B006 (FastAPI copies defaults)
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Every event after a position, then each new one as it is recorded (Server-Sent Events).

    Each message holds one CloudEvent and has its position as id, so that a client which connects
    again continues where it stood. `Last-Event-ID` goes before `after`.
    """
    _check(topic)
    start = after if last_event_id is None else _position(last_event_id)
    return EventSourceResponse(_messages(request, start, topic), ping=HEARTBEAT_SECONDS, sep="\n")


@router.get("/events/{position}", response_class=Response, responses=_EVENT)
async def event(
    request: Request, position: Annotated[int, Path(ge=1, le=GREATEST_POSITION)]
) -> Response:
    """One event, as a CloudEvent."""
    async with request.app.state.pool.connection() as connection:
        rows = await read_events_async(connection, after=position - 1, limit=1, upto=position)
    if not rows:
        raise HTTPException(404, f"no event at position {position}")
    return Response(orjson.dumps(cloud_event(rows[0])), media_type=CONTENT_TYPE)


@router.get(
    "/event-types",
    response_class=Response,
    responses={200: text("Every kind of event", "application/json")},
)
async def types() -> Response:
    """Every kind of event, with the topic it is recorded under and where its JSON Schema is."""
    listed = [
        {
            "topic": event_type.topic(),
            "version": event_type.class_version,
            "earlier": event_type.topics()[:-1],
            "schema": f"/event-types/{event_type.topic()}",
        }
        for event_type in event_types().values()
    ]
    return Response(orjson.dumps(listed), media_type="application/json")


@router.get("/event-types/{topic}", response_class=Response, responses=_SCHEMA)
async def schema(topic: str) -> Response:
    """The JSON Schema (2020-12) of the content of an event."""
    event_type = event_types().get(_name(topic))
    if event_type is None or event_type.topic() != topic:
        raise HTTPException(404, f"no event type {topic}")
    return Response(orjson.dumps(json_schema(event_type)), media_type="application/schema+json")


async def _messages(
    request: Request, after: int, topics: list[str]
) -> AsyncGenerator[ServerSentEvent, None]:
    state = request.app.state
    following = follow(
        state.pool,
        after=after,
        topics=topics,
        batch=state.settings.sse_batch,
        wakeups=state.wakeups,
    )
    async with aclosing(following) as rows:
        async for row in rows:
            yield _message(row)


def _message(row: EventRow) -> ServerSentEvent:
    return ServerSentEvent(data=orjson.dumps(cloud_event(row)).decode(), id=str(row.position))


def _check(topics: list[str]) -> None:
    for topic in topics:
        if not _name(topic):
            raise misread("topic", f"unknown topic {topic}; GET /event-types lists them")


def _name(topic: str) -> str:
    try:
        return resolve(topic)[0].NAME
    except UnknownTopicError:
        return ""


def _position(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= GREATEST_POSITION):
        raise HTTPException(400, f"Last-Event-ID is {text!r}; expected a position")
    return int(text)
