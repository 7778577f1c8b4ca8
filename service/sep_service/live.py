"""Keeps the views of a running service up to date with the log."""

import logging
import threading
from types import TracebackType
from typing import Self

import psycopg
from psycopg import Connection

from sep_ledger.wakeups import LISTEN
from sep_projections.engine.store import log_head
from sep_projections.update import update

_log = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_RETRY_SECONDS = 5.0


class LiveProjections:
    """Folds in a thread of its own what others append, from entering the block to leaving it.

    A database that goes away, or a fold that fails, is logged and tried again; the views then
    stand still, which their lag shows.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="projections", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with Connection.connect(self._conninfo, autocommit=True) as connection:
                    self._follow(connection)
            except psycopg.Error:
                _log.exception("views stand still; trying again in %.0f s", _RETRY_SECONDS)
                self._stopping.wait(_RETRY_SECONDS)

    def _follow(self, connection: Connection) -> None:
        connection.execute(LISTEN)
        position = update(connection)
        while not self._stopping.is_set():
            if log_head(connection) > position:
                position = update(connection)
            # Returns at the first wake-up; without one it is time to look.
            for _ in connection.notifies(timeout=_POLL_SECONDS, stop_after=1):
                pass
