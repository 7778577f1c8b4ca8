"""Days and instants as callers write them: one form each, never a number, never without an offset.

A number would be read as seconds since 1970 and an instant without its offset as of any place; both
would be answered, and wrongly.
"""

import re
from datetime import UTC, date, datetime

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


class DayError(ValueError):
    """A day is written YYYY-MM-DD, such as 2024-03-31."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class InstantError(ValueError):
    """An instant is RFC 3339 with its offset from UTC, such as 2024-03-31T23:59:59-03:00."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def day_of(written: object) -> date:
    """The day that a text names. Raises DayError."""
    if not (isinstance(written, str) and _DAY.fullmatch(written)):
        raise DayError
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise DayError from error


def instant_of(written: object) -> datetime:
    """The instant that a text names, with its offset. Raises InstantError."""
    if not (isinstance(written, str) and _INSTANT.fullmatch(written)):
        raise InstantError
    try:
        instant = datetime.fromisoformat(written.upper())
        instant.astimezone(UTC)  # which the first and the last hours there are do not have
    except (ValueError, OverflowError) as error:
        raise InstantError from error
    return instant
