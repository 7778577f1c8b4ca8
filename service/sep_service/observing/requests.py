"""Gives each request its name, and counts and records how it was answered.

It stands around all else, so that what is refused early is seen like the rest.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sep_service.http.problems import internal
from sep_service.observing import metrics, tracing
from sep_service.observing.request_ids import REQUEST_ID_HEADER, named_request, request_id

_log = logging.getLogger(__name__)

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE")
_OTHER = "_OTHER"
"""What the convention calls a method that is none of HTTP's, lest anybody invent us labels."""

_OF_MACHINES = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by programs: recorded only where they are refused."""

_GONE = 499
"""How a request is counted whose client left before there was an answer."""


class ObservedRequests:
    """The ASGI application around another one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application within does; what it fails at is a problem 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        name = request_id(headers.get(REQUEST_ID_HEADER))
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        tracing.describe_request(name, scope.get("query_string", b""))
        answer = _Answer(send, name)
        with named_request(name), _measured(scope, method, answer):
            try:
                await self._app(scope, receive, answer.send)
            except Exception:
                _log.exception("request failed")
                if answer.status is not None:
                    raise  # part of the answer is with the client: the connection must break
                await internal(name)(scope, receive, answer.send)


class _Answer:
    """Sends on what is answered, with the request's name, and remembers how it was."""

    def __init__(self, send: Send, name: str) -> None:
        self._send, self._name = send, name
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID_HEADER] = self._name
        await self._send(message)


@contextmanager
def _measured(scope: Scope, method: str, answer: _Answer) -> Iterator[None]:
    began = perf_counter()
    with metrics.ACTIVE_REQUESTS.labels(method).track_inprogress():
        try:
            yield
        finally:
            seconds = perf_counter() - began
            status = answer.status or _GONE
            route = _route(scope)
            metrics.REQUEST_SECONDS.labels(method, route, str(status)).observe(seconds)
            _record(method, route, status, seconds)


def _route(scope: Scope) -> str:
    """The template of the address, such as `/events/{position}`; empty where none answers."""
    return getattr(scope.get("route"), "path", "")


def _record(method: str, route: str, status: int, seconds: float) -> None:
    quiet = route in _OF_MACHINES and status < 400
    # Neither address nor body: both may name persons, and the address may be as long as one likes.
    _log.log(
        logging.DEBUG if quiet else logging.INFO,
        "request answered",
        extra={
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
        },
    )
