"""`sep-ledger imports`: what each import did, and withdrawing or reapplying one."""

import getpass
from typing import Annotated, Any

import orjson
import psycopg
import typer
from psycopg import Connection
from rich.console import Console
from rich.table import Table

from sep_ledger.importing.imports import ImportRecord, found, recorded_imports
from sep_ledger.importing.undoing import (
    Effect,
    Undoing,
    preview,
    reapply,
    that_said_the_same,
    withdraw,
)
from sep_projections.update import update
from sep_service.cli.context import Context, FoldBar
from sep_service.cli.importing import QUESTION_OPEN
from sep_service.cli.telling import counted, say, spelt

imports = typer.Typer(
    help="List imports, take one back, or let it count again.", no_args_is_help=False
)

_Which = Annotated[
    str, typer.Argument(help="The import: the first characters of its identifier, 6 at least.")
]
_Dataset = Annotated[
    str | None, typer.Option(help="Of which dataset, where one file was read as several.")
]
_Confirm = Annotated[bool, typer.Option("--confirm", help="Do it; without, only what it would do.")]
_Reason = Annotated[str | None, typer.Option(help="Why, for who reads the log.")]
_Actor = Annotated[str | None, typer.Option(help="Who asks; default: the user of this system.")]

_LEAST_OF_ID = 6


@imports.callback(invoke_without_command=True)
def list_imports(
    context: typer.Context,
    dataset: Annotated[str | None, typer.Option(help="Only those of a dataset.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List every import, the latest first: what it did, and whether it counts."""
    if context.invoked_subcommand is not None:
        return
    own: Context = context.obj
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as conn:
        records = recorded_imports(conn, dataset=dataset)[::-1]
    if as_json:
        typer.echo(orjson.dumps(list(map(_as_json, records)), option=orjson.OPT_INDENT_2))
        return
    _show(own.out, records)


@imports.command("withdraw")
def withdraw_import(
    context: typer.Context,
    which: _Which,
    *,
    dataset: _Dataset = None,
    confirm: _Confirm = False,
    reason: _Reason = None,
    actor: _Actor = None,
) -> None:
    """Take an import back: every fact as though it had not been read. The log keeps all of it."""
    undoing = Undoing(actor or getpass.getuser(), reason)
    _undo(context.obj, (which, dataset), undoing, confirm=confirm, withdrawing=True)


@imports.command("reapply")
def reapply_import(
    context: typer.Context,
    which: _Which,
    *,
    dataset: _Dataset = None,
    confirm: _Confirm = False,
    reason: _Reason = None,
    actor: _Actor = None,
) -> None:
    """Let a withdrawn import count again."""
    undoing = Undoing(actor or getpass.getuser(), reason)
    _undo(context.obj, (which, dataset), undoing, confirm=confirm, withdrawing=False)


def _undo(
    own: Context,
    asked: tuple[str, str | None],
    undoing: Undoing,
    *,
    confirm: bool,
    withdrawing: bool,
) -> None:
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as conn:
        record = _meant(conn, *asked)
        if not confirm:
            _show_effect(
                own.out, record, preview(conn, record, withdrawing=withdrawing), "Quedarían"
            )
            _name_others(own.out, conn, record)
            own.out.print("Nada ha cambiado. Para hacerlo: --confirm")
            raise typer.Exit(QUESTION_OPEN)
        do = withdraw if withdrawing else reapply
        with own.progress() as progress:
            task = progress.add_task(record.state.file_name, total=None, detail="")
            effect = do(conn, record, undoing, lambda seen: progress.update(task, completed=seen))
            update(conn, FoldBar(progress))
        _show_effect(own.out, record, effect, "Quedaron")
        _name_others(own.out, conn, record)


def _meant(conn: Connection, which: str, dataset: str | None) -> ImportRecord:
    """Raises BadParameter where it is none, or more than one."""
    if len(which) < _LEAST_OF_ID:
        raise typer.BadParameter(f"se esperan al menos {_LEAST_OF_ID} caracteres; hay {len(which)}")
    meant = found(recorded_imports(conn, dataset=dataset), which)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise typer.BadParameter(f"no hay una importación «{which}»; vea sep-ledger imports")
    several = ", ".join(f"{record.id} ({record.key.dataset})" for record in meant)
    raise typer.BadParameter(f"«{which}» puede ser {several}: dé más caracteres o --dataset")


def _show_effect(out: Console, record: ImportRecord, effect: Effect, verb: str) -> None:
    say(out, f"{record.state.file_name} ({record.key.dataset}, importación {record.id})")
    for name, facts in sorted(effect.back_to.items()):
        say(out, f"  {verb} {counted(facts, 'hecho', 'hechos')} como lo dice {name}")
    gone = counted(effect.gone, "hecho retirado", "hechos retirados")
    say(out, f"  {verb} {gone}, que nadie más dice")
    say(out, f"  {verb} {counted(effect.as_they_are, 'hecho', 'hechos')} como está")


def _name_others(out: Console, conn: Connection, record: ImportRecord) -> None:
    others = that_said_the_same(conn, record)
    if not others:
        return
    say(
        out,
        "Estas importaciones posteriores decían en parte lo mismo, o algo ya superado. Si siguen"
        " siendo ciertas, impórtelas de nuevo:",
    )
    for other in others:
        say(out, f"  {other.id}  {other.state.file_name}")


def _show(out: Console, records: list[ImportRecord]) -> None:
    table = Table(title="Importaciones (hechos)", title_justify="left")
    table.add_column("id", no_wrap=True)
    table.add_column("día", no_wrap=True)
    table.add_column("archivo", overflow="fold")
    for count in ("nuevos", "reexp.", "otros"):
        table.add_column(count, justify="right", no_wrap=True)
    table.add_column("estado", no_wrap=True)
    for record in records:
        done = record.state.finished
        counts = (
            ("?", "?", "?")
            if done is None
            else tuple(map(spelt, (done.new, done.restated, done.equal + done.superseded)))
        )
        day = record.last_at.date().isoformat()
        table.add_row(record.id, day, record.state.file_name, *counts, _state(record))
    out.print(table)


def _state(record: ImportRecord) -> str:
    if record.state.withdrawn:
        return "retirada"
    return "incompleta" if record.state.is_open else "vigente"


def _as_json(record: ImportRecord) -> dict[str, Any]:
    done = record.state.finished
    return {
        "import": record.id,
        "sha256": record.key.sha256,
        "dataset": record.key.dataset,
        "file": record.state.file_name,
        "firstAt": record.first_at,
        "lastAt": record.last_at,
        "state": _state(record),
        "position": record.position,
        "finished": None if done is None else done.model_dump(mode="json"),
    }
