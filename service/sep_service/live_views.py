"""Keeps the views of a running service up to date with the log."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from psycopg import Connection

from sep_ledger.reading.wakeups import LISTEN
from sep_projections.engine.store import log_head
from sep_projections.update import catch_up, update
from sep_service.observing.metrics import WORK_FAILURES, WORK_SUCCEEDED

_log = logging.getLogger(__name__)

Work = Callable[[Connection], int]
"""Brings something up to the head of the log, and gives the position reached."""

_POLL_SECONDS = 0.5
_DERIVE_SECONDS = 0.25
"""Rest of the derivations, so that they look once after many appends and not after each."""
_RETRY_SECONDS = 5.0


class LiveProjections:
    """Folds in threads of its own what others append, from entering the block to leaving it.

    One thread only folds, so that what is appended is soon to be seen. Another looks for what
    follows from it, which may take longer, and appends that. A database that goes away, or a fold
    that fails, is logged and tried again; the views then stand still, which their lag shows.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=[work, pause], name=name, daemon=True)
            for name, work, pause in (
                ("projections", catch_up, 0.0),
                ("derivations", update, _DERIVE_SECONDS),
            )
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, work: Work, pause: float) -> None:
        while not self._stopping.is_set():
            try:
                with Connection.connect(self._conninfo, autocommit=True) as connection:
                    self._follow(connection, work, pause)
            except Exception:  # noqa: BLE001 (whatever it is, it must not end the thread)
                WORK_FAILURES.labels(threading.current_thread().name).inc()
                _log.exception("views stand still; trying again in %.0f s", _RETRY_SECONDS)
                self._stopping.wait(_RETRY_SECONDS)

    def _follow(self, connection: Connection, work: Work, pause: float) -> None:
        connection.execute(LISTEN)
        position = work(connection)
        done = WORK_SUCCEEDED.labels(threading.current_thread().name)
        while not self._stopping.wait(pause):
            if log_head(connection) > position:
                position = work(connection)
            done.set_to_current_time()
            # Returns at the first wake-up; without one it is time to look.
            for _ in connection.notifies(timeout=_POLL_SECONDS, stop_after=1):
                pass
