"""Feeds for integrators: the log by pages, as a stream that resumes, and its event types.

A reader goes on after a position of a generation of the log. Where the log does not reach the
position, or is of another generation, it was restored since, and the reader is told so (409).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Path, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from sep_domain.catalogue import (
    UnknownTopicError,
    event_types,
    json_schema,
    resolve,
    topics_known,
)
from sep_domain.text.nearest import nearest
from sep_ledger.reading.events import read_events
from sep_ledger.reading.following import follow
from sep_ledger.reading.generations import (
    BeyondHeadError,
    LogEnd,
    OtherGenerationError,
    log_end,
    log_end_for_reader,
)
from sep_ledger.records.stored import StoredEvent
from sep_service.http.problem_responses import in_another_log
from sep_service.http.problems import not_found
from sep_service.http.responses import Responses, misread, problem_response, text
from sep_service.rest.cloudevents import BATCH_TYPE, CONTENT_TYPE, cloud_event

GREATEST_POSITION = (1 << 63) - 1
HEARTBEAT_SECONDS = 15
DEFAULT_PAGE = 100
POSITION_HEADER = "Ledger-Position"
GENERATION_HEADER = "Ledger-Generation"

Position = Annotated[int, Query(ge=0, le=GREATEST_POSITION)]
Topics = Annotated[list[str], Query(max_length=100)]
Generation = Annotated[
    UUID | None,
    Query(description="The generation of the log that the reader follows, as an answer named it."),
]
RESTORED: Responses = {
    409: problem_response(
        "The log does not reach the position, or is of another generation: restored"
    ),
}
"""What a reader is told who goes on in another log."""

_BATCH: Responses = {200: text("A batch of CloudEvents", BATCH_TYPE), **RESTORED}
_STREAM: Responses = {
    200: text("One CloudEvent in each message", "text/event-stream"),
    400: problem_response("`Last-Event-ID` is not a position"),
    **RESTORED,
}
_EVENT: Responses = {
    200: text("A CloudEvent", CONTENT_TYPE),
    404: problem_response("The log does not reach this position"),
}
_SCHEMA: Responses = {
    200: text("A JSON Schema", "application/schema+json"),
    404: problem_response("No event is recorded under this topic"),
}

router = APIRouter(tags=["events"])


@router.get("/events", response_class=Response, responses=_BATCH)
async def events(
    request: Request,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1)] = DEFAULT_PAGE,
    topic: Topics = [],  # noqa: B006 (FastAPI copies defaults)
    generation: Generation = None,
) -> Response:
    """Events after a position, in order, as a CloudEvents 1.0 batch.

    The `Link` header leads to the next page, and from the last page to what will come after it. The
    `Ledger-Position` header is the position up to which the answer is complete, `Ledger-Generation`
    the generation of the log, which every event names, too, and the link holds on to.
    """
    most = request.app.state.settings.events_page_max
    if limit > most:
        raise misread("limit", f"es {limit}; a lo más {most}", "OUT_OF_RANGE")
    _check(topic)
    async with request.app.state.pool.connection() as connection:
        stands = await log_end_for_reader.awaited(connection, after, generation)
        end = stands.head
        rows = await read_events.awaited(
            connection, after=after, limit=limit, topics=topic, upto=end
        )
    reached = rows[-1].position if len(rows) == limit else end
    following = {"after": reached, "limit": limit, "topic": topic}
    link = urlencode(following | {"generation": stands.generation}, doseq=True)
    headers = {"Link": f'</events?{link}>; rel="next"', POSITION_HEADER: str(reached)}
    body = orjson.dumps([cloud_event(row, stands.generation) for row in rows])
    return Response(body, 200, headers | _of(stands), BATCH_TYPE)


@router.get("/events/stream", response_class=EventSourceResponse, responses=_STREAM)
async def stream(
    request: Request,
    after: Position = 0,
    topic: Topics = [],  # noqa: B006 (FastAPI copies defaults)
    generation: Generation = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Every event after a position, then each new one as it is recorded (Server-Sent Events).

    Each message holds one CloudEvent and has its position as id, so that a client which connects
    again continues where it stood. `Last-Event-ID` goes before `after`; it is a position, or a
    generation of the log, a colon and a position. A comment before the first message names the
    generation. Where the log is restored meanwhile, a message of type `problem` ends the stream.
    """
    _check(topic)
    seen = Seen(after, generation) if last_event_id is None else _seen(last_event_id, generation)
    async with request.app.state.pool.connection() as connection:
        stands = await log_end_for_reader.awaited(connection, *seen)
    messages = _messages(request, seen.position, stands.generation, topic)
    return EventSourceResponse(messages, ping=HEARTBEAT_SECONDS, sep="\n", headers=_of(stands))


@router.get("/events/{position}", response_class=Response, responses=_EVENT)
async def event(
    request: Request, position: Annotated[int, Path(ge=1, le=GREATEST_POSITION)]
) -> Response:
    """One event, as a CloudEvent."""
    async with request.app.state.pool.connection() as connection:
        stands = await log_end.awaited(connection)
        rows = await read_events.awaited(connection, after=position - 1, limit=1, upto=position)
    if not rows:
        raise not_found(
            f"No hay evento en la posición {position}; el registro llega a {stands.head}."
        )
    body = orjson.dumps(cloud_event(rows[0], stands.generation))
    return Response(body, 200, _of(stands), CONTENT_TYPE)


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
        raise not_found(_unknown_type(topic))
    return Response(orjson.dumps(json_schema(event_type)), media_type="application/schema+json")


class Seen(NamedTuple):
    """How far a reader has come, and in which generation of the log, where it says so."""

    position: int
    generation: UUID | None


async def _messages(
    request: Request, after: int, generation: UUID, topics: list[str]
) -> AsyncGenerator[ServerSentEvent, None]:
    state = request.app.state
    following = follow(
        state.pool,
        after=after,
        generation=generation,
        topics=topics,
        batch=state.settings.sse_batch,
        wakeups=state.wakeups,
    )
    yield ServerSentEvent(comment=f"generation {generation}")
    try:
        async with aclosing(following) as rows:
            async for row in rows:
                yield _message(row, generation)
    except (BeyondHeadError, OtherGenerationError) as error:
        told = in_another_log(error).model_dump_json(exclude_none=True)
        yield ServerSentEvent(data=told, event="problem")


def _message(row: StoredEvent, generation: UUID) -> ServerSentEvent:
    data = orjson.dumps(cloud_event(row, generation)).decode()
    return ServerSentEvent(data=data, id=str(row.position))


def _of(stands: LogEnd) -> dict[str, str]:
    return {GENERATION_HEADER: str(stands.generation)}


def _check(topics: list[str]) -> None:
    for topic in topics:
        if not _name(topic):
            raise misread(
                "topic",
                f"«{topic}» no es un tipo de evento, que GET /event-types enumera",
                "UNKNOWN_TOPIC",
                known=topics_known(),
                value=topic,
            )


def _unknown_type(topic: str) -> str:
    meant = nearest(topic, topics_known())
    told = f"No hay ningún tipo de evento «{topic}»"
    return f"{told}; ¿quiso decir «{meant}»?" if meant else f"{told}; GET /event-types los enumera."


def _name(topic: str) -> str:
    try:
        return resolve(topic)[0].NAME
    except UnknownTopicError:
        return ""


def _seen(last: str, generation: UUID | None) -> Seen:
    """What `Last-Event-ID` says: a position, or a generation, a colon and a position."""
    named, colon, position = last.rpartition(":")
    try:
        told = UUID(named) if colon else generation
    except ValueError as error:
        raise _no_position() from error
    if not (position.isascii() and position.isdigit() and int(position) <= GREATEST_POSITION):
        raise _no_position()
    return Seen(int(position), told)


def _no_position() -> Exception:
    detail = "debe ser una posición, o una generación del registro, dos puntos y una posición"
    return misread("Last-Event-ID", detail, "BAD_POSITION", place="header")
