"""Days and instants as texts say them, and between which days something is plausible.

    day     = YYYY-MM-DD
    instant = day "T" HH:MM[:SS[.f]] ("Z" | ±HH:MM)

Nothing else is one: no number, which others would take for seconds since 1970, and no instant that
does not say its offset from UTC.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sep_domain.dates.calendar import Period

CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
"""A time of day."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt]{CLOCK}(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)

_BETWEEN_CLOCKS = timedelta(minutes=1)

_pretended: ContextVar[date | None] = ContextVar("pretended", default=None)


def today() -> date:
    """In UTC, which is never behind Chile: no day that has begun there is still to come here."""
    return _pretended.get() or datetime.now(UTC).date()


def is_to_come(instant: datetime) -> bool:
    """Whether nobody can know yet what will be known then; clocks may differ by a minute."""
    return instant > datetime.now(UTC) + _BETWEEN_CLOCKS


@contextmanager
def pretended_today(day: date) -> Iterator[None]:
    """As if it were that day, for what the caller does meanwhile."""
    before = _pretended.set(day)
    try:
        yield
    finally:
        _pretended.reset(before)


def day_of(text: str) -> date | None:
    """The day that a text says, None where it says none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant_of(text: str) -> datetime | None:
    """The instant that a text says, with its offset; None where it says none."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text.upper())
        instant.astimezone(UTC)  # which the first and the last hours there are do not have
    except (ValueError, OverflowError):
        return None
    return instant


class DayError(ValueError):
    """A day is written YYYY-MM-DD, such as 2024-03-31."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class InstantError(ValueError):
    """An instant is RFC 3339 with its offset from UTC, such as 2024-03-31T23:59:59-03:00."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def required_day(written: object) -> date:
    """The day that a text says. Raises DayError for one that says none, and for what is no text."""
    day = day_of(written) if isinstance(written, str) else None
    if day is None:
        raise DayError
    return day


def required_instant(written: object) -> datetime:
    """The instant that a text says. Raises InstantError, as `required_day`."""
    instant = instant_of(written) if isinstance(written, str) else None
    if instant is None:
        raise InstantError
    return instant


@dataclass(frozen=True)
class Window:
    """From a day on until today, or some years ahead."""

    first: date = date(1980, 1, 1)
    years_ahead: int = 0

    @property
    def last(self) -> date:
        """As of today."""
        return self.last_of(today())

    def last_of(self, now: date) -> date:
        """As of a day: that day, or the end of the last year ahead."""
        if not self.years_ahead:
            return now
        return date(now.year + self.years_ahead, 12, 31)

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def covers_year(self, year: int) -> bool:
        return self.first.year <= year <= self.last.year

    def covers_month(self, month: Period) -> bool:
        """Whether the month has begun by the last day."""
        return self.covers_year(month.year) and self.covers(month.first_day)

    @property
    def said(self) -> str:
        """In Spanish, for whoever said something else."""
        return f"del {self.first} al {self.last}"


NOW = Window()
"""For what has happened."""
NEXT_YEAR = Window(years_ahead=1)
"""For what is fixed for a coming year."""
TEN_YEARS = Window(years_ahead=10)
"""For ends of terms, contracts and plans."""


def _strict_day(value: object) -> date:
    if type(value) is date:
        return value
    day = day_of(value) if isinstance(value, str) else None
    if day is None:
        raise PydanticCustomError("date_form", "expected a day, YYYY-MM-DD")
    return day


Day = Annotated[date, BeforeValidator(_strict_day)]
"""A day in what others ask, as `day_of` reads it."""
