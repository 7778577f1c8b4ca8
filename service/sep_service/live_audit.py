"""Holds the views of a running service against the log, once in so many hours."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

import psycopg
from psycopg import Connection

from sep_projections.auditing.audit import audit
from sep_projections.auditing.deviations import Deviation
from sep_projections.auditing.last_audit import last_audit
from sep_projections.catalogue import PROJECTIONS
from sep_service.observing.metrics import WORK_FAILURES, WORK_SUCCEEDED

_log = logging.getLogger(__name__)

_WORK = "audit"
_LOOK_SECONDS = 600.0
"""Between two looks whether an audit is due, and from the start to the first."""
_SECONDS_TO_CANCEL = 5.0


class _StoppingError(Exception):
    """The service ends; an audit that is under way is given up and leaves nothing behind."""


class LiveAudit:
    """Audits in a thread of its own, from entering the block to leaving it.

    Whoever has audited all views, counts: also a command, or another service on this database. Each
    finding is logged as critical; how many there were stands in `status` and in the metrics.
    """

    def __init__(self, conninfo: str, hours: int, look_seconds: float = _LOOK_SECONDS) -> None:
        self._conninfo, self._every = conninfo, timedelta(hours=hours)
        self._look_seconds = look_seconds
        self._stopping = threading.Event()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name=_WORK, daemon=True)

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
        if (connection := self._connection) is not None and not connection.closed:
            connection.cancel_safe(timeout=_SECONDS_TO_CANCEL)
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._look_seconds):
            try:
                with Connection.connect(self._conninfo, autocommit=True) as connection:
                    self._connection = connection
                    self._audit_where_due(connection)
            except _StoppingError:
                return
            except (psycopg.Error, OSError) as error:
                if self._stopping.is_set():
                    return
                WORK_FAILURES.labels(_WORK).inc()
                _log.warning("views not audited; trying again: %s", error)
            finally:
                self._connection = None

    def _audit_where_due(self, connection: Connection) -> None:
        last = last_audit(connection, PROJECTIONS)
        if last is None or datetime.now(UTC) - last.ended_at >= self._every:
            audit(connection, _tell, PROJECTIONS, self._go_on)
            WORK_SUCCEEDED.labels(_WORK).set_to_current_time()

    def _go_on(self, _name: str, _position: int, _head: int) -> None:
        if self._stopping.is_set():
            raise _StoppingError


def _tell(finding: Deviation) -> None:
    # Not the row itself: what it says is no matter for a log.
    _log.critical("an audit of the views found: %s in %s", finding.kind, finding.where)
