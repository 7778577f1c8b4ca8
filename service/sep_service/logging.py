"""Logs on standard error: a line per record for people, or a JSON object per record.

Structured fields travel in `extra`: `log.info("imported", extra={"rows": 12, "sha256": …})`.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from sep_service.observing.request_ids import NamesRequest

_STANDARD_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",  # Python 3.12 adds it to records made by a logger, 3.11 does not
    "color_message",  # uvicorn's copy of the message with terminal colours
}


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {key: value for key, value in record.__dict__.items() if key not in _STANDARD_FIELDS}


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time (UTC, RFC 3339), level, logger, message, extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line; values JSON does not know are written as text."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str).decode()


class HumanFormatter(logging.Formatter):
    """`12:30:01 INFO sep_service.app: message key=value`, in local time."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt="%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        """The line without its traceback, its extra fields at the end."""
        fields = "".join(f" {key}={value}" for key, value in _fields(record).items())
        return super().formatMessage(record) + fields


def configure(level: str, style: Literal["human", "json"]) -> None:
    """Send every logger's records, uvicorn's too, to standard error in one style."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(NamesRequest())
    handler.setFormatter(JsonFormatter() if style == "json" else HumanFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
