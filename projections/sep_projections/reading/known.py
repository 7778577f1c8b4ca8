"""The position that an answer reflects: what was known, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from sep_domain.dates.days import is_to_come
from sep_ledger.reading.events import position_at
from sep_projections.reading import statements
from sep_projections.reading.schemas import NAMES


class Position(int):
    """A place in the log: 1 for the first event, 0 for the empty log before it."""

    __slots__ = ()


@dataclass(frozen=True)
class Known:
    """Everything recorded up to `position`, and nothing later."""

    position: Position
    as_of: datetime | None
    """The instant that was asked for, else when the event at `position` was recorded."""
    generation: UUID | None = None
    """Of the log, in which the position is one."""


class NaiveInstantError(ValueError):
    """An instant needs its offset from UTC, such as 2024-03-31T23:59:59-03:00."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class FutureInstantError(ValueError):
    """The instant is still to come: what will be known then may change until it is there."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


async def known_at(connection: AsyncConnection[Any], as_of: datetime | None = None) -> Known:
    """What the projections can tell: all that they have folded, or what was recorded by an instant.

    Raises NaiveInstantError for an instant without an offset, FutureInstantError for one to come.
    """
    if as_of is not None and as_of.tzinfo is None:
        raise NaiveInstantError
    if as_of is not None and is_to_come(as_of):
        raise FutureInstantError
    folded = await _folded(connection)
    if as_of is None:
        return folded
    recorded = await position_at.awaited(connection, as_of)
    return Known(Position(min(recorded, folded.position)), as_of, folded.generation)


async def _folded(connection: AsyncConnection[Any]) -> Known:
    async with connection.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(statements.named_statement("known_now"), {"projections": NAMES})
        (known,) = await cursor.fetchall()
    return Known(Position(known.position), known.as_of, known.generation)
