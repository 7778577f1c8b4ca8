"""Read your writes: a reader waits until the views have folded the position that it wrote."""

import asyncio
from time import monotonic

from sep_ledger.reading.events import AsyncPool
from sep_projections.reading.known import Position, known_at

PATIENCE_SECONDS = 5.0
_LEAST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
_MOST_DIGITS = 18


class WrongPositionError(ValueError):
    """A position is a whole number from 0 on."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotYetFoldedError(Exception):
    """The views have not reached the position: ask again in a moment."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def position_of(text: str) -> Position:
    """The position that a caller wrote. Raises WrongPositionError."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise WrongPositionError
    return Position(int(text))


async def wait_until_folded(
    pool: AsyncPool, position: Position, *, patience: float = PATIENCE_SECONDS
) -> None:
    """Returns once every view has folded a position. Raises NotYetFoldedError.

    Looks again and again, holding no connection in between, for a wake-up may be lost.
    """
    give_up, pause = monotonic() + patience, _LEAST_PAUSE
    while True:
        async with pool.connection() as connection:
            known = await known_at(connection)
        if known.position >= position:
            return
        if monotonic() >= give_up:
            raise NotYetFoldedError
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
