"""`sep-ledger backup`, `backups` and `restore`, and `restored` for copies that others put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import psycopg
import typer
from rich.table import Table

from sep_domain.dates.days import required_instant
from sep_ledger.documents.places import folder_of
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.reading.generations import begin_where_restored, log_end
from sep_projections.update import update
from sep_service.backups.backup_folder import (
    Backup,
    DamagedBackupError,
    NoBackupError,
    backup_before,
    backups,
)
from sep_service.backups.base_backup import copy_documents, take
from sep_service.backups.restoring import Restored, go_back
from sep_service.cli.context import Context
from sep_service.cli.stored_files.verdicts import Verdict
from sep_service.settings import Settings
from sep_service.storage.postgres import idle_cluster
from sep_service.storage.postgres_cluster import Cluster

_FAILED, _WRONG_USAGE = 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("backup")(backup)
    app.command("backups")(backups_)
    app.command("restore")(restore)
    app.command("restored")(mark_restored)


def backup(context: typer.Context, as_json: AsJson = False) -> None:
    """Copy the private PostgreSQL and the documents to SEP_LEDGER_BACKUP_DIR, and verify the copy.

    The signing key is not copied: keep it elsewhere, apart from what it signs.
    """
    own: Context = context.obj
    place = _place(own.settings)
    with own.database() as conninfo:
        taken = take(Cluster.at(own.settings.postgres_dir), conninfo, place)
    documents = folder_of(own.settings.documents_place)
    copied = copy_documents(documents, place / "documents") if documents else None
    if as_json:
        typer.echo(taken.model_dump_json(indent=2))
        return
    own.out.print(f"Respaldo {taken.name}: hasta la posición {taken.position}, {_size(taken)}")
    if copied is None:
        own.out.print("Los documentos están en otro almacén: respáldelo con sus propios medios.")
    else:
        own.out.print(f"Documentos copiados: {copied}")


def backups_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the backups, oldest first."""
    own: Context = context.obj
    with _told_errors():
        found = backups(_place(own.settings))
    if as_json:
        listed = [one.model_dump(mode="json") for one in found]
        typer.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2))
        return
    table = Table()
    for heading in ("respaldo", "terminado", "posición", "tamaño"):
        table.add_column(heading)
    for one in found:
        table.add_row(
            one.name, one.finished_at.isoformat(timespec="seconds"), str(one.position), _size(one)
        )
    own.out.print(table)


def restore(
    context: typer.Context,
    to_position: Annotated[
        int | None, typer.Option(min=1, help="Go back to where this position was recorded.")
    ] = None,
    to_instant: Annotated[
        str | None, typer.Option(help="Go back to an instant, such as 2026-03-31T18:00:00Z.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put the private PostgreSQL back as it was: at its newest, at an instant or at a position.

    The files that are there are set aside, not deleted. Documents that are missing come back, too.
    Then the log begins a new generation, so that readers are told, the views catch up with it, and
    `fsck` runs.
    """
    own: Context = context.obj
    target = _target(to_position, to_instant)
    place = _place(own.settings)
    with _told_errors():
        chosen = backup_before(backups(place), target)
        with idle_cluster(own.settings.postgres_dir, own.settings.archive_dir) as cluster:
            done = go_back(cluster, chosen, place, target)
    if documents := folder_of(own.settings.documents_place):
        copy_documents(place / "documents", documents)
    _tell(own, chosen, done)
    _check(own, as_json=as_json)


def mark_restored(context: typer.Context) -> None:
    """Say that the database was restored from a copy of its files: readers are told so.

    A dump that was read back, a base backup that was rolled forward and a standby that took over
    are noticed by themselves.
    """
    own: Context = context.obj
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        generation = begin_where_restored(connection, anyway=True)
    own.out.print(f"Generación del registro: {generation}", highlight=False)


def _target(position: int | None, instant: str | None) -> datetime | int | None:
    if position is not None and instant is not None:
        raise typer.BadParameter("--to-position o --to-instant, no ambos")
    if instant is None:
        return position
    try:
        return required_instant(instant)
    except ValueError as error:
        raise typer.BadParameter(f"--to-instant «{instant}»: {error}") from error


def _place(settings: Settings) -> Path:
    if settings.database_url is not None:
        typer.echo(
            "La base es de su operador (SEP_LEDGER_DATABASE_URL): se respalda con sus medios, como "
            "pgBackRest; docs/run-in-production.md dice cómo.",
            err=True,
        )
        raise typer.Exit(_WRONG_USAGE)
    if settings.backup_dir is None:
        typer.echo(
            "Falta SEP_LEDGER_BACKUP_DIR, la carpeta de los respaldos; en ella se guarda desde "
            "entonces también lo que se registra después de cada uno.",
            err=True,
        )
        raise typer.Exit(_WRONG_USAGE)
    return settings.backup_dir.expanduser().absolute()


def _tell(own: Context, chosen: Backup, done: Restored) -> None:
    last = done.recorded_at.isoformat(timespec="seconds") if done.recorded_at else "nunca"
    own.err.print(f"Desde el respaldo {chosen.name}", highlight=False)
    own.err.print(f"Posición {done.position}, registrada el {last}", highlight=False)
    if done.set_aside:
        own.err.print(f"Lo que había quedó en {done.set_aside}", highlight=False, soft_wrap=True)


def _check(own: Context, *, as_json: bool) -> None:
    verdict = Verdict()
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)
        stands = log_end(connection)
        answer: dict[str, Any] = {"head": stands.head, "generation": str(stands.generation)}
        with verdict.with_errors():
            answer |= fsck(connection, verdict)._asdict()
    verdict.conclude(own, answer, as_json=as_json)


def _size(one: Backup) -> str:
    return f"{one.bytes / 1_000_000:,.0f} MB".replace(",", ".")


@contextmanager
def _told_errors() -> Iterator[None]:
    try:
        yield
    except (NoBackupError, DamagedBackupError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(_FAILED) from error
