"""Puts a cluster back as it was: a base backup, and the write-ahead log up to a moment.

To a position it is gone in two steps, since only the database knows which transaction recorded it:
first to the end of what is archived, where that is read, then anew up to that transaction. What was
recorded in the same transaction comes with it.
"""

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sep_service.backups.backup_folder import Backup, NoBackupError
from sep_service.storage.postgres import DATABASE, EmbeddedPostgres
from sep_service.storage.postgres_cluster import Cluster, EmbeddedPostgresError

_NOT_REACHED = "recovery ended before configured recovery target was reached"


@dataclass(frozen=True, slots=True)
class Restored:
    """Where a cluster stands after it was put back."""

    position: int
    """The head of its log."""
    recorded_at: datetime | None
    """When its last event was recorded; None where there is none."""
    set_aside: Path | None
    """Where the files lie that were there before; None where there were none."""


def go_back(
    cluster: Cluster, backup: Backup, place: Path, target: datetime | int | None
) -> Restored:
    """Puts the files in place and rolls them forward; what was there is set aside, not deleted.

    Raises EmbeddedPostgresError, and NoBackupError where what is archived does not reach the
    position; then all is as before.
    """
    cluster.run("pg_verifybackup", "--quiet", str(backup.folder(place)))
    with _set_aside(cluster) as aside:
        match target:
            case int():
                position, recorded_at = _to_position(cluster, backup, place, target)
            case datetime():
                position, recorded_at = _to_instant(cluster, backup, place, target)
            case None:
                position, recorded_at = _rolled_forward(cluster, backup, place)
    return Restored(position, recorded_at, aside)


_Reached = tuple[int, datetime | None]


def _to_instant(cluster: Cluster, backup: Backup, place: Path, instant: datetime) -> _Reached:
    try:
        return _rolled_forward(
            cluster, backup, place, f"recovery_target_time={instant.astimezone(UTC).isoformat()}"
        )
    except EmbeddedPostgresError as error:
        if _NOT_REACHED not in str(error):
            raise
    # Nothing archived is later than the instant, so the end is how it stood then.
    return _rolled_forward(cluster, backup, place)


def _to_position(cluster: Cluster, backup: Backup, place: Path, position: int) -> _Reached:
    if position == backup.position:
        return _rolled_forward(cluster, backup, place, "recovery_target=immediate")
    transaction = _recorded_by(cluster, backup, place, position)
    reached = _rolled_forward(cluster, backup, place, f"recovery_target_xid={transaction}")
    if reached[0] < position:
        raise EmbeddedPostgresError(
            f"Se llegó a la posición {reached[0]} y no a la {position}: nada se cambió."
        )
    return reached


def _recorded_by(cluster: Cluster, backup: Backup, place: Path, position: int) -> str:
    """The transaction that recorded a position, from the end of what is archived."""
    # Only a look: a history that nobody goes on with must not be archived.
    with _running(replace(cluster, archive=None), backup, place) as connection:
        row = connection.execute(
            "select xmin::text from ledger.events where position = %s", [position]
        ).fetchone()
        if row is None:
            head, _ = _head(connection)
            raise NoBackupError(
                f"Lo archivado llega hasta la posición {head}; se pidió la {position}."
            )
        return str(row[0])


def _rolled_forward(cluster: Cluster, backup: Backup, place: Path, target: str = "") -> _Reached:
    with _running(cluster, backup, place, target) as connection:
        return _head(connection)


@contextmanager
def _running(
    cluster: Cluster, backup: Backup, place: Path, target: str = ""
) -> Iterator[psycopg.Connection]:
    """A connection to the backup, rolled forward to a target and ended there; it is stopped.

    Where the cluster archives, the history that begins there is archived before that, so that the
    next going back follows it.
    """
    _put(cluster, backup.folder(place))
    wal = shlex.quote(str(backup.wal(place))).replace("%", "%%")
    options = [
        f"restore_command=cp {wal}/%f %p",
        "recovery_target_action=promote",
        # Nobody reads before the end is reached.
        "hot_standby=off",
        *([target] if target else []),
    ]
    cluster.start(*(f"--{option}" for option in options))
    try:
        cluster.await_ready()
        conninfo = EmbeddedPostgres(cluster.socket_dir).conninfo(DATABASE)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            yield connection
    finally:
        cluster.stop()


def _put(cluster: Cluster, base: Path) -> None:
    if cluster.data.exists():
        shutil.rmtree(cluster.data)
    cluster.make_private(cluster.data)
    shutil.copytree(base, cluster.data, dirs_exist_ok=True, symlinks=True)
    cluster.data.chmod(0o700)
    # Of the server that was copied: its socket's lock would name a process that is another by now.
    for left in (cluster.data / "server.log", *cluster.data.glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)
    (cluster.data / "recovery.signal").touch()
    cluster.own(cluster.data)


@contextmanager
def _set_aside(cluster: Cluster) -> Iterator[Path | None]:
    """Moves the files that are there aside, and back if the block fails."""
    aside = None
    if cluster.data.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = cluster.data.with_name(f"{cluster.data.name}.before-{stamp}")
        cluster.data.rename(aside)
    try:
        yield aside
    except BaseException:
        if cluster.data.exists():
            shutil.rmtree(cluster.data)
        if aside is not None:
            aside.rename(cluster.data)
        raise


def _head(connection: psycopg.Connection) -> _Reached:
    row = connection.execute(
        "select head.position, (select recorded_at from ledger.events"
        " where events.position = head.position) from ledger.head"
    ).fetchone()
    if row is None:
        raise EmbeddedPostgresError("the restored database holds no log")
    return int(row[0]), row[1]
