"""What a derivation cannot read is set aside, by school, and the rest goes on.

As with folds, it is noted as parked, under the name of the derivation; it is tried again where the
views that it reads are rebuilt, or the rule has another version.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from psycopg import Connection
from pydantic import ValidationError

from sep_domain.law.statute import NoStatuteError
from sep_projections.engine import store
from sep_projections.engine.fold import POISON

T = TypeVar("T")

UNREADABLE = (*POISON, ValueError, ArithmeticError, NoStatuteError)
"""What the content of facts can cause where a rule is applied to them."""

_MOST_PARKED = 1_000
"""Past this the rule itself is wrong, and to go on would hide it."""

Read = Callable[[Sequence[int], int], list[T]]
"""What some schools give, as known at a position."""


class Reading:
    """A derivation's reading at one position, school by school where some cannot be read."""

    def __init__(self, connection: Connection, name: str, known: int) -> None:
        self._connection = connection
        self._name = name
        self._known = known

    def of(self, schools: Sequence[int], read: Read[T]) -> list[T]:
        """What these schools give; those that cannot be read are found by halving and parked."""
        if not schools:
            return []
        try:
            return read(schools, self._known)
        except UNREADABLE as error:
            if len(schools) == 1:
                self._park(schools[0], read, error)
                return []
        middle = len(schools) // 2
        return [*self.of(schools[:middle], read), *self.of(schools[middle:], read)]

    def _park(self, school: int, read: Read[T], error: Exception) -> None:
        position = first_failing(lambda known: read([school], known), self._known)
        park(self._connection, self._name, position, f"RBD {school}: {_told(error)}", error)


def first_failing(attempt: Callable[[int], object], known: int) -> int:
    """The position from which on an attempt fails, which does at `known`; found by halving."""
    good, bad = 0, known
    while bad - good > 1:
        middle = (good + bad) // 2
        try:
            attempt(middle)
        except UNREADABLE:
            bad = middle
        else:
            good = middle
    return bad


def park(connection: Connection, name: str, position: int, told: str, error: Exception) -> None:
    """Notes what could not be read. Raises the error itself where there is too much of it."""
    if store.park(connection, name, position, told) > _MOST_PARKED:
        raise error


def _told(error: Exception) -> str:
    """What went wrong, without what the database cannot hold."""
    if not isinstance(error, ValidationError):
        return str(error).replace("\0", "")
    # Several forms are tried for one field; the last of them is the one that says why.
    by_field = {".".join(map(str, each["loc"][:1])): each["msg"] for each in error.errors()}
    return "; ".join(f"{field}: {told}" for field, told in by_field.items()).replace("\0", "")
