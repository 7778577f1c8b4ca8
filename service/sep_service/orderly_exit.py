"""A process that is asked to end leaves through its `finally` blocks."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def exit_orderly_on(*signals: signal.Signals) -> Iterator[None]:
    """Signals that would end the process on the spot end it through its `finally` blocks.

    Handlers that someone else has installed are left alone; only the main thread can set any.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [number for number in signals if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _frame: FrameType | None) -> None:
    # A second, impatient signal must not interrupt the clean-up that the first has begun.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
