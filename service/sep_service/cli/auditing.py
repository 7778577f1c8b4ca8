"""`sep-ledger audit`: whether the views are what the log makes of them.

Exit code 4: something is not.
"""

from typing import Annotated

import orjson
import psycopg
import typer

from sep_projections.auditing.audit import Audited, audit
from sep_projections.auditing.deviations import Deviation
from sep_projections.catalogue import PROJECTIONS
from sep_service.cli.context import Context, FoldBar
from sep_service.cli.stored_files.verdicts import TAMPERED

_NAMES = ", ".join(projection.name for projection in PROJECTIONS)
_MOST_TOLD = 1_000
"""Findings told one by one; beyond, they are only counted."""


def audit_(
    context: typer.Context,
    views: Annotated[
        list[str] | None, typer.Argument(help=f"Which views; default all: {_NAMES}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Hold views against what a rebuild makes of the log, and name each row that differs.

    Guards, definitions, tables of the law and settings of the database are checked, too. What was
    signed is the matter of `fsck`.
    """
    own: Context = context.obj
    unknown = set(views or ()) - {projection.name for projection in PROJECTIONS}
    if unknown:
        raise typer.BadParameter(f"unknown view {', '.join(unknown)}; known: {_NAMES}")
    chosen = [each for each in PROJECTIONS if not views or each.name in views]
    told: list[Deviation] = []

    def report(finding: Deviation) -> None:
        if len(told) < _MOST_TOLD:
            told.append(finding)

    with (
        own.database() as conninfo,
        psycopg.connect(conninfo, autocommit=True) as connection,
        own.progress() as progress,
    ):
        audited = audit(connection, report, chosen, FoldBar(progress))
    if as_json:
        typer.echo(orjson.dumps(_answer(audited, told), option=orjson.OPT_INDENT_2))
    else:
        _tell(own, audited, told)
    if audited.findings:
        raise typer.Exit(TAMPERED)


def _answer(audited: Audited, told: list[Deviation]) -> dict[str, object]:
    listed = [{**finding._asdict(), "message": finding.message} for finding in told]
    return {"ok": not audited.findings, **audited._asdict(), "told": listed}


def _tell(own: Context, audited: Audited, told: list[Deviation]) -> None:
    for finding in told:
        own.out.print(f"✗ {finding.message}", highlight=False, markup=False, soft_wrap=True)
    own.out.print(
        f"Vistas: {audited.views}, tablas: {audited.tables}, registro hasta {audited.position}"
    )
    if audited.findings:
        own.out.print(f"[bold red]Hallazgos: {audited.findings}.[/] Esto no sale del registro.")
    else:
        own.out.print("[bold green]✓[/] Todo es lo que sale del registro.")
