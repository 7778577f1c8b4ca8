"""A private PostgreSQL for whoever brings none: started on first use, shared, stopped by the last.

`start(data_dir)` is all that the rest of the service needs to know. Processes that name the same
folder share one server. Who still uses it is told by file locks, which the kernel releases even
when a process is killed, so a crashed user can neither stop the server for others nor keep it up.
"""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sep_service.orderly_exit import exit_orderly_on
from sep_service.storage.postgres_cluster import (
    PORT,
    SUPERUSER,
    Cluster,
    EmbeddedPostgresError,
    EmbeddedPostgresUnavailableError,
)

if sys.platform != "win32":  # elsewhere `Cluster.at` refuses before a lock is needed
    import fcntl

__all__ = [
    "DATABASE",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "EmbeddedPostgresUnavailableError",
    "start",
]

DATABASE = "sep_ledger"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running private server, reachable through a unix socket by its owner only."""

    socket_dir: Path

    @property
    def dsn(self) -> str:
        """Connection string (libpq keywords) of the ledger's database."""
        return self.conninfo(DATABASE)

    def conninfo(self, database: str) -> str:
        """Connection string (libpq keywords) of any database on this server."""
        return make_conninfo(host=str(self.socket_dir), port=PORT, user=SUPERUSER, dbname=database)


@contextmanager
def start(data_dir: Path, archive: Path | None = None) -> Iterator[EmbeddedPostgres]:
    """A server whose files live in `data_dir`, with the ledger's database in it.

    With `archive` it keeps its write-ahead log there.

    Leaving the block stops the server unless another process still uses it; so do Ctrl-C,
    SIGTERM and SIGHUP inside the block.

    Raises `EmbeddedPostgresUnavailableError` where no server can run (no wheel for the platform),
    and `EmbeddedPostgresError` with the end of the server's log when it does not start.
    """
    cluster = Cluster.at(data_dir, archive)
    with exit_orderly_on(signal.SIGTERM, signal.SIGHUP), _in_use(cluster):
        yield EmbeddedPostgres(cluster.socket_dir)


@contextmanager
def idle_cluster(data_dir: Path, archive: Path | None = None) -> Iterator[Cluster]:
    """The cluster of `data_dir` while nobody else uses or starts it.

    Raises `EmbeddedPostgresError` where another process does.
    """
    cluster = Cluster.at(data_dir, archive)
    with (cluster.home / "users.lock").open("w") as users, _alone(cluster.home / "start.lock"):
        if not _is_last(users):
            raise EmbeddedPostgresError(
                f"Otro proceso usa la base de {cluster.home}: deténgalo antes."
            )
        yield cluster


@contextmanager
def _in_use(cluster: Cluster) -> Iterator[None]:
    with (cluster.home / "users.lock").open("w") as users:
        try:
            with _alone(cluster.home / "start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                cluster.ensure_running()
                _ensure_database(cluster)
            yield
        finally:
            with _alone(cluster.home / "start.lock"):
                if _is_last(users):
                    _stop(cluster)


@contextmanager
def _alone(lock_file: Path) -> Iterator[None]:
    """One process at a time starts or stops the server; the others wait for it here."""
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(cluster: Cluster) -> None:
    try:
        cluster.stop()
    except EmbeddedPostgresError as error:
        # The block's own outcome matters more than this; the server recovers at its next start.
        _log.warning("the private PostgreSQL did not stop cleanly: %s", error)


def _ensure_database(cluster: Cluster) -> None:
    maintenance = EmbeddedPostgres(cluster.socket_dir).conninfo("postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
