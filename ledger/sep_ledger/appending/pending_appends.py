"""Appends whose callers wait for a commit: what they bring, what became of it, who wakes next."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from uuid import UUID

from eventsourcing.persistence import OperationalError

from sep_ledger.records.stored import StoredEvent


class AppendOutcomeUnknownError(OperationalError):
    """the connection broke at the commit and the database did not come back in time: the events
    may be in the log or not; read their stream before appending them again"""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


Key = tuple[UUID, int]
"""A stream and a version of it."""

_NOBODY: deque["Append"] = deque()


class Append:
    """Events to be appended together or not at all, and what became of them."""

    __slots__ = ("answered", "error", "events", "leads", "left", "positions", "to_wake")

    def __init__(self, events: Sequence[StoredEvent]) -> None:
        self.events = events
        self.positions: Sequence[int] | None = None
        self.error: BaseException | None = None
        self.leads = False
        """Whether its caller has been chosen to commit the next batch."""
        self.left = False
        """Whether its caller no longer waits."""
        self.to_wake = _NOBODY
        """Those answered with it whose callers still sleep; shared by all of them."""
        self.answered = Lock()
        self.answered.acquire()

    @property
    def settled(self) -> bool:
        return self.positions is not None or self.error is not None

    @property
    def keys(self) -> list[Key]:
        return [(event.originator_id, event.originator_version) for event in self.events]

    def announce(self) -> None:
        """Let the caller go on."""
        self.answered.release()

    def wake_next(self) -> None:
        """Let the next caller go on that was answered with this one; twice does no harm."""
        with suppress(IndexError):
            while True:
                following = self.to_wake.popleft()
                following.announce()
                if not following.left:
                    return

    def result(self) -> Sequence[int]:
        """The positions; raises what the append failed with."""
        if self.error is not None:
            raise self.error
        if self.positions is None:
            raise AppendOutcomeUnknownError
        return self.positions


def wake_in_turn(answered: Sequence[Append]) -> None:
    """Wake the first caller; each wakes the one after it."""
    to_wake = deque(answered)
    for each in answered:
        each.to_wake = to_wake
    if answered:
        answered[0].wake_next()
