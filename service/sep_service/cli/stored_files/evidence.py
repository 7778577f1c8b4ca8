"""`sep-ledger checkpoint`, `prove`, `verify`, `fsck`, and what belongs to them.

`verify` needs a public key and no database. Exit code 4: this is not what was signed.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from rich.progress import TaskID

from sep_ledger.database.sessions import pin_names_of_session
from sep_ledger.evidence import store
from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.checking.fsck import fsck as check_database
from sep_ledger.evidence.checking.log_verification import verify_log
from sep_ledger.evidence.checking.sources import SourceError, source_of
from sep_ledger.evidence.formats.checkpoints import MalformedCheckpointError
from sep_ledger.evidence.formats.notes import (
    BadSignatureError,
    MalformedKeyError,
    MalformedNoteError,
    Note,
    Verifier,
)
from sep_ledger.evidence.writing import keyfile, publishing, signing
from sep_ledger.evidence.writing.growth import HistoryRewrittenError, Progress
from sep_service.cli.context import Context
from sep_service.cli.stored_files.verdicts import (
    TAMPERED,
    Verdict,
    checkpoint_of,
    event_of,
    show_checkpoint,
)
from sep_service.cli.whole_files import open_target

_FAILED = 1

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Kept = Annotated[
    list[Path] | None,
    typer.Option(
        "--since", exists=True, dir_okay=False, help="A checkpoint kept from before; repeatable."
    ),
]


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (checkpoint, prove, verify, fsck, tiles, cosign, rotate_key):
        app.command(command.__name__.replace("_", "-"))(command)


def checkpoint(context: typer.Context, as_json: AsJson = False) -> None:
    """Sign the log as it stands and print the signed checkpoint. Keep it: it is your proof."""
    own: Context = context.obj
    settings = own.settings
    with _opened(own) as connection, _progress(own, "Creciendo el árbol") as progress:
        signer = signing.signer_of(connection, settings.evidence_key_path, settings.evidence_origin)
        signed = signing.sign(connection, signer, progress)
        keys = store.keys(connection)
    show_checkpoint(own, signed, keys, as_json=as_json)


def rotate_key(context: typer.Context, as_json: AsJson = False) -> None:
    """Make a new signing key; the present one signs that it follows, and is erased."""
    own: Context = context.obj
    settings = own.settings
    with _opened(own) as connection:
        signed = signing.hand_over(connection, settings.evidence_key_path, settings.evidence_origin)
        keys = store.keys(connection)
    show_checkpoint(own, signed, keys, as_json=as_json)


def cosign(
    context: typer.Context,
    note: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Cosigned checkpoint.")],
    witness: Annotated[str, typer.Option(help="Public key of the witness, or a file with it.")],
) -> None:
    """Put a witness's cosignature under its checkpoint, which is served with it from then on."""
    own: Context = context.obj
    cosigned, key = note.read_text(encoding="utf-8"), _key(witness)
    with _opened(own) as connection:
        added = signing.add_cosignatures(connection, Note.parse(cosigned), key)
    own.out.print(f"Cofirmas agregadas: {added}")


def prove(
    context: typer.Context,
    position: Annotated[int, typer.Argument(min=1, help="Position of the event.")],
    to: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File to write; default standard output.")
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Prove growth from this checkpoint, too."),
    ] = None,
) -> None:
    """Write the proof that the log holds an event; anyone can `verify` it."""
    own: Context = context.obj
    kept = since.read_text(encoding="utf-8") if since else None
    with _opened(own) as connection:
        proof = bundle.prove(connection, position, kept).to_json()
    if to is None:
        sys.stdout.buffer.write(proof)
    else:
        with open_target(str(to)) as file:
            file.write(proof)
        own.err.print(f"Prueba de la posición {position} escrita en {to}")


def tiles(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Folder to write to.")],
) -> None:
    """Write checkpoint, tiles and entries as files, for any web server or for `verify`."""
    own: Context = context.obj
    with _opened(own) as connection, _progress(own, "Publicando") as progress:
        size = publishing.publish(connection, folder, progress)
    own.out.print(f"Publicados {size} eventos en {folder}")


def verify(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A proof file, a folder of tiles, or a web address.")],
    key: Annotated[str, typer.Option(help="Public key of the log, or a file with it.")],
    since: Kept = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof or a whole log offline, with a public key and without a database."""
    own: Context = context.obj
    pinned, kept, verdict = _key(key), _notes(since), Verdict()
    answer: dict[str, Any] = {}
    with _told_errors(), verdict.with_errors():
        if Path(what).is_file():
            answer = _verify_bundle(Path(what), pinned, kept, verdict)
        else:
            with _progress(own, "Verificando") as progress:
                signed = verify_log(source_of(what), pinned, verdict, kept, progress)
                answer = {"checkpoint": checkpoint_of(signed)}
    verdict.conclude(own, answer, as_json=as_json)


def fsck(
    context: typer.Context,
    key: Annotated[
        str | None, typer.Option(help="A public key known to be the log's, or a file with it.")
    ] = None,
    since: Kept = None,
    as_json: AsJson = False,
) -> None:
    """Derive everything again from the rows of the database, and name what does not fit."""
    own: Context = context.obj
    verdict, kept, answer = Verdict(), _notes(since), dict[str, Any]()
    with _opened(own) as connection, _progress(own, "Revisando") as progress:
        pinned = _key(key) if key else _own_key(own.settings.evidence_key_path)
        with verdict.with_errors():
            answer = check_database(connection, verdict, pinned, kept, progress)._asdict()
    verdict.conclude(own, answer, as_json=as_json)


def _verify_bundle(
    path: Path, pinned: Verifier, kept: list[str], verdict: Verdict
) -> dict[str, Any]:
    proof = bundle.Bundle.from_json(path.read_bytes())
    signed, event = bundle.verify(proof, pinned, verdict, kept)
    return {"checkpoint": checkpoint_of(signed), "event": event_of(event)}


@contextmanager
def _opened(own: Context) -> Iterator[psycopg.Connection[Any]]:
    with (
        _told_errors(),
        own.database() as conninfo,
        psycopg.connect(conninfo, autocommit=True) as connection,
    ):
        pin_names_of_session(connection)
        yield connection


@contextmanager
def _told_errors() -> Iterator[None]:
    """An expected failure is one line on standard error."""
    try:
        yield
    except HistoryRewrittenError as error:
        typer.echo(f"Error: {error}\nsep-ledger fsck says what was changed", err=True)
        raise typer.Exit(TAMPERED) from error
    except (
        signing.NotTheLogsKeyError,
        signing.UnknownCheckpointError,
        store.NotSignedError,
        bundle.NotProvableError,
        keyfile.KeyFileError,
        SourceError,
        BadSignatureError,
        MalformedKeyError,
        MalformedNoteError,
        MalformedCheckpointError,
    ) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(_FAILED) from error


@contextmanager
def _progress(own: Context, title: str) -> Iterator[Progress]:
    task: TaskID | None = None
    with own.progress() as bars:

        def show(covered: int, head: int) -> None:
            nonlocal task
            if task is None:
                task = bars.add_task(title, total=head, detail="")
            bars.update(task, completed=covered, total=head, detail=f"{covered}/{head}")

        yield show


def _key(given: str) -> Verifier:
    text = Path(given).read_text(encoding="utf-8") if Path(given).is_file() else given
    try:
        return Verifier.parse(text)
    except MalformedKeyError as error:
        raise typer.BadParameter(str(error)) from error


def _own_key(path: Path) -> Verifier | None:
    """The public half of the private key that lies here, if one does."""
    return keyfile.load(path).verifier if path.exists() else None


def _notes(paths: list[Path] | None) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in paths or ()]
