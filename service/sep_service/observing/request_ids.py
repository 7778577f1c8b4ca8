"""The name of a request, by which an answer, its records in the log and its trace are found."""

import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST_ID_HEADER = "X-Request-ID"

# What a proxy in front may have named it: short, and harmless wherever it is printed.
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The request that is being answered; None outside of one."""
    return _current.get()


def request_id(given: str | None) -> str:
    """The name that was given, where it is well formed, else a new one."""
    if given is not None and _WELL_FORMED.fullmatch(given):
        return given
    return str(uuid.uuid4())


@contextmanager
def named_request(name: str) -> Iterator[None]:
    """Has everything that is logged in the block bear the request's name."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


class NamesRequest(logging.Filter):
    """Adds the request's name to each record; it lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True."""
        name = current_request_id()
        if name is not None and not hasattr(record, "request_id"):
            record.request_id = name
        return True
