"""`sep-ledger imports`: what each import did, and withdrawing or reapplying one."""

import getpass
from difflib import get_close_matches
from typing import Annotated, Any

import orjson
import psycopg
import typer
from psycopg import Connection
from rich.console import Console

from sep_intake.imports.register import ImportRecord, matching_imports, recorded_imports
from sep_intake.imports.undoing import (
    Effect,
    Undoing,
    preview,
    reapply,
    that_said_the_same,
    withdraw,
)
from sep_intake.layouts.registry import LAYOUTS
from sep_projections.update import update
from sep_service.cli.context import Context, FoldBar
from sep_service.cli.intake.importing import QUESTION_OPEN
from sep_service.cli.spanish import count_of, say

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
DATASETS = [layout.dataset for layout in LAYOUTS]


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
    if dataset is not None and dataset not in DATASETS:
        near = get_close_matches(dataset, DATASETS, 1)
        hint = f"; ¿es {near[0]}?" if near else ""
        raise typer.BadParameter(f"no hay un conjunto «{dataset}»{hint}")
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as conn:
        records = sorted(
            recorded_imports(conn, dataset=dataset), key=lambda each: each.last_at, reverse=True
        )
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
        if record.state.withdrawn is withdrawing and record.state.settled:
            already = "ya estaba retirada" if withdrawing else "no estaba retirada"
            say(own.out, f"La importación {record.id} ({record.key.name}) {already}.")
            return
        if not confirm:
            would = preview(conn, record, withdrawing=withdrawing)
            _show_effect(own.out, conn, record, would, "Quedarían")
            own.out.print("Nada ha cambiado. Para hacerlo: --confirm")
            raise typer.Exit(QUESTION_OPEN)
        do = withdraw if withdrawing else reapply
        with own.progress() as progress:
            task = progress.add_task(record.key.name, total=None, detail="")
            effect = do(conn, record, undoing, lambda seen: progress.update(task, completed=seen))
            update(conn, FoldBar(progress))
        _show_effect(own.out, conn, record, effect, "Quedaron")


def _meant(conn: Connection, which: str, dataset: str | None) -> ImportRecord:
    """Raises BadParameter where it is none, or more than one."""
    if len(which) < _LEAST_OF_ID:
        raise typer.BadParameter(f"se esperan al menos {_LEAST_OF_ID} caracteres; hay {len(which)}")
    meant = matching_imports(recorded_imports(conn, dataset=dataset), which)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise typer.BadParameter(f"no hay una importación «{which}»; vea sep-ledger imports")
    several = ", ".join(f"{record.id} ({record.key.dataset})" for record in meant)
    raise typer.BadParameter(f"«{which}» puede ser {several}: dé más caracteres o --dataset")


def _show_effect(
    out: Console, conn: Connection, record: ImportRecord, effect: Effect, tense: str
) -> None:
    say(out, f"{record.key.name} ({record.key.dataset}, importación {record.id})")
    for name, facts in sorted(effect.back_to.items()):
        say(out, f"  {tense}, como los dice {name}: {count_of(facts, 'hecho', 'hechos')}")
    if effect.gone:
        gone = count_of(effect.gone, "hecho", "hechos")
        say(out, f"  {tense} retirados, pues ninguna otra importación los registró: {gone}")
        _name_others(out, conn, record)
    if effect.as_they_are:
        say(out, f"  {tense} como están: {count_of(effect.as_they_are, 'hecho', 'hechos')}")


def _name_others(out: Console, conn: Connection, record: ImportRecord) -> None:
    others = that_said_the_same(conn, record)
    if not others:
        return
    say(
        out,
        "ATENCIÓN: estas importaciones posteriores traían en parte lo mismo, y lo que ya estaba no"
        " se registró otra vez. Si siguen siendo ciertas, después impórtelas de nuevo:",
    )
    for other in others:
        say(out, f"  {other.id}  {other.key.name}")


def _show(out: Console, records: list[ImportRecord]) -> None:
    """Three lines each, the latest first."""
    for record in records:
        when = record.last_at.astimezone().strftime("%Y-%m-%d %H:%M")
        say(out, f"{record.id}  {when}  {record.key.dataset}  {_state(record)}")
        say(out, f"    {record.key.name}")
        say(out, f"    {_did(record)}")
        if record.undone_by is not None:
            why = f": {record.state.reason}" if record.state.reason else ""
            say(out, f"    lo pidió {record.undone_by}{why}")
    if not records:
        say(out, "No hay importaciones.")


def _did(record: ImportRecord) -> str:
    """Facts by what became of them, over all its runs; rows of the last."""
    done = record.state.done
    if not done:
        return "no terminó: impórtelo de nuevo para completarlo"
    last = done[-1]
    counts = (
        (sum(each.new for each in done), "nuevo", "nuevos"),
        (sum(each.restated for each in done), "reexpresado", "reexpresados"),
        (sum(each.withdrawn for each in done), "retirado", "retirados"),
        (last.equal, "igual", "iguales"),
        (last.superseded, "superado", "superados"),
    )
    facts = ", ".join(count_of(*each) for each in counts if each[0]) or "ninguno"
    rejected = count_of(last.rejected, "rechazada", "rechazadas")
    return f"{count_of(last.rows, 'fila', 'filas')}, {rejected}; hechos: {facts}"


def _state(record: ImportRecord) -> str:
    if not record.state.settled:
        again = "withdraw" if record.state.withdrawn else "reapply"
        return f"sin terminar: repita imports {again} {record.id} --confirm"
    if record.state.withdrawn:
        return "retirada"
    return "incompleta" if record.state.is_open else "vigente"


def _as_json(record: ImportRecord) -> dict[str, Any]:
    return {
        "import": record.id,
        "sha256": record.key.sha256,
        "dataset": record.key.dataset,
        "file": record.key.name,
        "firstAt": record.first_at,
        "lastAt": record.last_at,
        "state": _state(record),
        "position": record.position,
        "undoneBy": record.undone_by,
        "reason": record.state.reason,
        "finished": [each.model_dump(mode="json") for each in record.state.done],
    }
