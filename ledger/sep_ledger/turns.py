"""How long one thread of Python computes before another may.

A thread that appends waits for the server a hundred times a batch, and each time for its turn too,
while another one that reads or encodes never waits. At Python's own 5 ms a turn, appending a batch
takes longer than making the next.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SECONDS = 0.0001

_lock = Lock()
_before: list[float] = []
"""How long a turn was as each that wants short ones now began to; the first is Python's own."""


@contextmanager
def short_turns() -> Iterator[None]:
    """Short ones in the whole process, until the last that asked for them is done."""
    with _lock:
        _before.append(sys.getswitchinterval())
        sys.setswitchinterval(SECONDS)
    try:
        yield
    finally:
        with _lock:
            before = _before.pop() if len(_before) == 1 else _before.pop(1)
            sys.setswitchinterval(before)
