"""Settings of Python itself that are others while many rows go through.

**Turns**: how long one thread computes before another may. A thread that appends waits for the
server a hundred times a batch, and each time for its turn too, while another one that reads or
encodes never waits. At Python's own 5 ms a turn, appending a batch takes longer than making the
next.

**Collections**: how often Python looks for garbage. A block of rows is a thousand lists, which go
as the next one comes. Python's own threshold, 700 containers more than before, is passed in each
block: it walks through all cells and finds nothing, which takes a tenth of the time of a row. Five
blocks that stay do pass this one.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Generic, TypeVar

TURN_SECONDS = 0.0001
CONTAINERS = 5_000

_Value = TypeVar("_Value")


class _Setting(Generic[_Value]):
    """A setting of the whole process that is another until the last who asked for it is done."""

    def __init__(
        self,
        read: Callable[[], _Value],
        write: Callable[[_Value], object],
        wanted: Callable[[_Value], _Value],
    ) -> None:
        """`wanted` tells from Python's own value which one to set."""
        self._read, self._write, self._wanted = read, write, wanted
        self._lock = Lock()
        self._asked = 0

    @contextmanager
    def changed(self) -> Iterator[None]:
        self._ask()
        try:
            yield
        finally:
            self._release()

    def _ask(self) -> None:
        with self._lock:
            self._asked += 1
            if self._asked == 1:
                self._own = self._read()
                self._write(self._wanted(self._own))

    def _release(self) -> None:
        with self._lock:
            self._asked -= 1
            if self._asked == 0:
                self._write(self._own)


_turns = _Setting(sys.getswitchinterval, sys.setswitchinterval, lambda _own: TURN_SECONDS)
_collections = _Setting(
    gc.get_threshold, lambda those: gc.set_threshold(*those), lambda own: (CONTAINERS, *own[1:])
)


def short_turns() -> AbstractContextManager[None]:
    """Short turns in the whole process, until the last that asked for them is done."""
    return _turns.changed()


def fewer_collections() -> AbstractContextManager[None]:
    """Fewer looks for garbage in the whole process, until the last that asked is done."""
    return _collections.changed()
