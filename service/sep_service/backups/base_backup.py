"""Takes a base backup of a running cluster, checks it, and copies the documents after it.

The documents come last: whatever an event of the backup points to was kept before that event.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sep_ledger.reading.generations import LogEnd, log_end
from sep_service.backups.backup_folder import Backup
from sep_service.storage.postgres_cluster import PORT, SUPERUSER, Cluster


def take(cluster: Cluster, conninfo: str, place: Path) -> Backup:
    """A verified base backup of a running cluster. Raises EmbeddedPostgresError."""
    begun_at, before = datetime.now(UTC), _standing(conninfo)
    name = begun_at.strftime("%Y%m%dT%H%M%S.%fZ")
    part = place / "base" / f"{name}.part"
    cluster.own_folder(part.parent)
    try:
        cluster.run(
            "pg_basebackup", f"--host={cluster.socket_dir}", f"--port={PORT}",
            f"--username={SUPERUSER}", "--no-password", f"--pgdata={part}", "--checkpoint=fast",
            "--wal-method=stream", "--manifest-checksums=SHA256", f"--label={name}",
        )  # fmt: skip
        cluster.run("pg_verifybackup", "--quiet", str(part))
        after = _standing(conninfo)
        backup = Backup(
            name=name,
            cluster=cluster.identifier(),
            begun_at=begun_at,
            finished_at=datetime.now(UTC),
            position_before=before.head,
            position=after.head,
            generation=after.generation,
            bytes=sum(file.stat().st_size for file in part.rglob("*") if file.is_file()),
        )
        part.rename(backup.folder(place))
    finally:
        if part.exists():
            shutil.rmtree(part)
    _write(place / "base" / f"{name}.json", backup.model_dump_json(indent=2))
    _archive_now(conninfo)
    return backup


def copy_documents(kept: Path, place: Path) -> int:
    """Copies what is not there yet; a document's name is its content's, so none changes."""
    copied = 0
    for file in kept.rglob("*"):
        goal = place / file.relative_to(kept)
        if file.is_file() and not goal.exists():
            goal.parent.mkdir(parents=True, exist_ok=True)
            part = goal.with_name(f"{goal.name}.part")
            shutil.copy2(file, part)
            part.replace(goal)
            copied += 1
    return copied


def _standing(conninfo: str) -> LogEnd:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        return log_end(connection)


def _archive_now(conninfo: str) -> None:
    """Ends the present segment, so that it is archived and not only after a minute."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("select pg_switch_wal()")


def _write(file: Path, text: str) -> None:
    part = file.with_name(f"{file.name}.part")
    with part.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
