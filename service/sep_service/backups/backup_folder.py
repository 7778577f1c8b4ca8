"""What backups a folder keeps, and which of them leads to a moment.

base/<name>/        a base backup as PostgreSQL copies it
base/<name>.json    what it holds, written when it is complete and verified
wal/<cluster>/      the write-ahead log since, segment by segment
documents/          the evidence documents
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError


class Backup(BaseModel):
    """A base backup. What was recorded while it was taken lies between its two positions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    cluster: str
    """PostgreSQL's identifier of the cluster."""
    begun_at: datetime
    finished_at: datetime
    position_before: int
    """The head of the log when it began: all up to here is in it."""
    position: int
    """The head of the log when it was finished: nothing beyond is in it."""
    generation: UUID
    bytes: int

    def folder(self, place: Path) -> Path:
        """The copy of the cluster's files."""
        return place / "base" / self.name

    def wal(self, place: Path) -> Path:
        """The write-ahead log of its cluster."""
        return place / "wal" / self.cluster

    def reaches_back_to(self, position: int) -> bool:
        """Whether going forward from here can end at a position."""
        return self.position < position or self.position_before == self.position == position


class DamagedBackupError(Exception):
    """A file of the folder is not what a backup wrote."""


class NoBackupError(Exception):
    """No backup leads to what is asked for."""


def backups(place: Path) -> list[Backup]:
    """The complete ones, oldest first. Raises DamagedBackupError."""
    return sorted(map(_read, (place / "base").glob("*.json")), key=lambda one: one.finished_at)


def backup_before(found: Sequence[Backup], target: datetime | int | None) -> Backup:
    """The last backup that an instant, a position, or what is newest can be reached from.

    Raises NoBackupError, in Spanish.
    """
    fit = [one for one in found if _fits(one, target)]
    if fit:
        return fit[-1]
    if not found:
        raise NoBackupError("No hay ningún respaldo: `sep-ledger backup` hace uno.")
    first = found[0]
    raise NoBackupError(
        f"Ningún respaldo llega tan atrás: el primero es de {first.finished_at.isoformat()}, "
        f"con la posición {first.position}."
    )


def _fits(backup: Backup, target: datetime | int | None) -> bool:
    match target:
        case None:
            return True
        case int():
            return backup.reaches_back_to(target)
        case _:
            return backup.finished_at <= target


def _read(file: Path) -> Backup:
    try:
        return Backup.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise DamagedBackupError(f"{file} no es la descripción de un respaldo: {error}") from error
