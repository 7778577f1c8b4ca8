"""How often Python looks for garbage while rows are read.

A block of rows is a thousand lists, which go as the next one comes. Python's own threshold, 700
containers more than before, is passed in each block: it walks through all cells and finds nothing,
which takes a tenth of the time of a row. Five blocks that stay do pass this one.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

CONTAINERS = 5_000

_lock = Lock()
_before: list[tuple[int, int, int]] = []
"""The thresholds as each that wants fewer looks now began to; the first is Python's own."""


@contextmanager
def fewer_collections() -> Iterator[None]:
    """In the whole process, until the last that asked for them is done."""
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(CONTAINERS, *_before[0][1:])
    try:
        yield
    finally:
        with _lock:
            before = _before.pop() if len(_before) == 1 else _before.pop(1)
            gc.set_threshold(*before)
