"""A PostgreSQL of a test's own, which may be killed, starved or lied to about the time."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

import psycopg

from sep_projections.update import prepare
from sep_service.storage.postgres import EmbeddedPostgresError, start

_PATIENCE_SECONDS = 60.0


class OwnCluster:
    """The private PostgreSQL of a folder; somebody else holds it open."""

    def __init__(self, folder: Path, conninfo: str) -> None:
        self.folder, self.conninfo = folder, conninfo

    @property
    def postmaster(self) -> int:
        """The process that starts all others."""
        pid_file = self.folder / "postgres" / "postmaster.pid"
        return int(pid_file.read_text().splitlines()[0])

    def others(self) -> list[int]:
        """Sessions, and what writes in the background."""
        with psycopg.connect(self.conninfo) as conn:
            rows = conn.execute("select pid from pg_stat_activity where pid <> pg_backend_pid()")
            return [pid for (pid,) in rows]

    def kill_something(self, random: Random) -> None:
        """With -9: the server, all of its processes, or one of them."""
        postmaster, others = self.postmaster, self.others()
        match random.randrange(3):
            case 0:
                victims = [postmaster]
            case 1:
                victims = [postmaster, *others]
            case _:
                victims = [random.choice(others)]
        for victim in victims:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)

    def come_back(self) -> None:
        """Start again on the same files what has been killed."""
        until = monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                with start(self.folder):
                    psycopg.connect(self.conninfo).close()
            except (EmbeddedPostgresError, psycopg.OperationalError):
                # Sessions outlive their server for a moment and keep its memory.
                if monotonic() > until:
                    raise
                sleep(0.1)
            else:
                return


@contextmanager
def own_cluster(folder: Path) -> Iterator[OwnCluster]:
    """A server on the files of this folder, its log and views empty."""
    with start(folder) as server:
        prepare(server.dsn)
        yield OwnCluster(folder, server.dsn)
