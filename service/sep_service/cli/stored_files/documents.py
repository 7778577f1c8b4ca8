"""`sep-ledger documents add`, `get`, `check`: the evidence that events point to.

Exit code 4: a document is missing or is not what it was.
"""

import mimetypes
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import orjson
import psycopg
import typer

from sep_ledger.documents.checking import DocumentFault, Fault, check
from sep_ledger.documents.receiving import EmptyDocumentError, TooLargeError
from sep_ledger.documents.store import (
    AlteredDocumentError,
    DocumentStore,
    DocumentStoreError,
    UnknownDocumentError,
)
from sep_service.cli.context import Context
from sep_service.cli.stored_files.verdicts import TAMPERED
from sep_service.cli.whole_files import open_target
from sep_service.storage.document_store import BINARY, store_of

_FAILED = 1
_PIECE = 1 << 20
_MOST_TOLD = 1_000
"""Findings told one by one; beyond, they are only counted."""

_TOLD = {
    Fault.MISSING: "no está guardado",
    Fault.ALTERED: "fue alterado: sus bytes ya no dan ese SHA-256",
    Fault.OTHER_SIZE: "no tiene el tamaño que dice el evento",
}

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]

documents = typer.Typer(help="The documents that events point to as evidence.")


@documents.command("add")
def add(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="The documents.")
    ],
    as_json: AsJson = False,
) -> None:
    """Keep documents, for commands to point to; what is kept already is kept once."""
    own: Context = context.obj
    store = store_of(own.settings)
    with _told_errors():
        kept = [_kept(store, path) for path in files]
    if as_json:
        typer.echo(orjson.dumps(kept, option=orjson.OPT_INDENT_2))
        return
    for each in kept:
        typer.echo(f"{each['sha256']}  {each['size']}  {each['media_type']}  {each['file']}")


@documents.command("get")
def get(
    context: typer.Context,
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="Of its content.")],
    to: Annotated[str, typer.Argument(help="A file, or - for standard output.")] = "-",
) -> None:
    """Read a document, its bytes hashed again first."""
    own: Context = context.obj
    with (
        _told_errors(),
        store_of(own.settings).opened(_name(sha256)) as file,
        open_target(to) as target,
    ):
        shutil.copyfileobj(file, target, _PIECE)


@documents.command("check")
def check_(context: typer.Context, as_json: AsJson = False) -> None:
    """Hash every document that an event points to, and name what is missing or was altered."""
    own: Context = context.obj
    store, found, count = store_of(own.settings), list[DocumentFault](), 0

    def tell(finding: DocumentFault) -> None:
        nonlocal count
        count += 1
        if len(found) < _MOST_TOLD:
            found.append(finding)

    with _told_errors(), own.database() as conninfo, psycopg.connect(conninfo) as connection:
        checked = check(connection, store, tell)
        store.sweep()
    summary = {
        "ok": not count,
        "documents": checked.documents,
        "references": checked.references,
        "count": count,
    }
    if as_json:
        listed = [_listed(finding) for finding in found]
        answer = summary | {"findings": listed}
        typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    else:
        _tell(own, found, summary)
    if count:
        raise typer.Exit(TAMPERED)


def _kept(store: DocumentStore, path: Path) -> dict[str, Any]:
    with store.receiving() as received, path.open("rb") as file:
        while piece := file.read(_PIECE):
            received.write(piece)
        kept = store.keep(received)
    media_type = mimetypes.guess_type(path.name)[0] or BINARY
    return {
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": media_type,
        "file": str(path),
        "new": kept.is_new,
    }


def _name(sha256: str) -> str:
    name = sha256.lower()
    if len(name) == 64 and not set(name) - set("0123456789abcdef"):
        return name
    raise typer.BadParameter("a SHA-256 has 64 hexadecimal digits")


def _listed(finding: DocumentFault) -> dict[str, Any]:
    return {"fault": finding.fault, **finding.reference._asdict(), "message": _message(finding)}


def _message(finding: DocumentFault) -> str:
    said = finding.reference
    return (
        f"El documento «{said.title}» ({said.sha256}), "
        f"respaldo del evento {said.position}, {_TOLD[finding.fault]}"
    )


def _tell(own: Context, found: list[DocumentFault], summary: dict[str, Any]) -> None:
    for finding in found:
        own.out.print(f"✗ {_message(finding)}", highlight=False, markup=False, soft_wrap=True)
    counted = f"Documentos: {summary['documents']}, citados {summary['references']} veces."
    if summary["count"]:
        own.out.print(f"{counted} [bold red]Hallazgos: {summary['count']}.[/]")
    else:
        own.out.print(f"{counted} [bold green]✓[/] Todos son los que se guardaron.")


@contextmanager
def _told_errors() -> Iterator[None]:
    """An expected failure is one line on standard error."""
    try:
        yield
    except AlteredDocumentError as error:
        typer.echo(f"Error: el documento {error.sha256} fue alterado.", err=True)
        raise typer.Exit(TAMPERED) from error
    except UnknownDocumentError as error:
        _fail(f"No hay ningún documento {error.sha256}.", error)
    except EmptyDocumentError as error:
        _fail("Un documento sin bytes no respalda nada.", error)
    except TooLargeError as error:
        _fail(f"El documento tiene más de {error.most} bytes.", error)
    except DocumentStoreError as error:
        _fail(f"El depósito de documentos no responde: {error}", error)


def _fail(message: str, error: Exception) -> NoReturn:
    typer.echo(f"Error: {message}", err=True)
    raise typer.Exit(_FAILED) from error
