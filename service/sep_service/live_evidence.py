"""Keeps the evidence of a running service up to date: grows the tree, signs its root."""

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import Connection

from sep_ledger.database.sessions import pin_names_of_session
from sep_ledger.evidence.formats.notes import MalformedKeyError
from sep_ledger.evidence.writing.growth import HistoryRewrittenError
from sep_ledger.evidence.writing.keyfile import KeyFileError
from sep_ledger.evidence.writing.signing import NotTheLogsKeyError, sign, signer_of
from sep_service.observing.metrics import WORK_FAILURES, WORK_SUCCEEDED

_log = logging.getLogger(__name__)

_WORK = "evidence"


class _StoppingError(Exception):
    """The service ends; what is grown so far is kept, and growing goes on at the next start."""


class LiveEvidence:
    """Signs in a thread of its own what others append, from entering the block to leaving it.

    A database that goes away is tried again. Where the log is no longer what was signed, nothing is
    signed any more, and each time that is logged as critical.
    """

    def __init__(self, conninfo: str, key_file: Path, origin: str, seconds: float) -> None:
        self._conninfo, self._key_file, self._origin = conninfo, key_file, origin
        self._seconds = seconds
        self._stopping = threading.Event()
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
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with Connection.connect(self._conninfo, autocommit=True) as connection:
                    pin_names_of_session(connection)
                    self._follow(connection)
            except _StoppingError:
                return
            except HistoryRewrittenError as error:
                _log.critical("nothing more is signed, run `sep-ledger fsck`: %s", error)
            except (psycopg.Error, OSError) as error:
                _log.warning("no checkpoint signed; trying again: %s", error)
            except (NotTheLogsKeyError, KeyFileError, MalformedKeyError) as error:
                _log.error("no checkpoint signed: %s", error)
            else:
                return
            WORK_FAILURES.labels(_WORK).inc()
            self._stopping.wait(self._seconds)

    def _follow(self, connection: Connection) -> None:
        while not self._stopping.is_set():
            signer = signer_of(connection, self._key_file, self._origin)
            sign(connection, signer, self._go_on)
            WORK_SUCCEEDED.labels(_WORK).set_to_current_time()
            self._stopping.wait(self._seconds)

    def _go_on(self, _covered: int, _head: int) -> None:
        if self._stopping.is_set():
            raise _StoppingError
