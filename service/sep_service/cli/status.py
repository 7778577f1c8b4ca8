"""`sep-ledger status` and `rebuild`: how far the log and the views are, and what they cover."""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC
from typing import Annotated, Any

import orjson
import psycopg
import typer
from rich.console import Console
from rich.table import Table

from sep_intake.imports.register import is_open, recorded_imports
from sep_ledger.reading.generations import log_end
from sep_projections.auditing.last_audit import LastAudit, last_audit
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations.edited_tables import EditedTable, edited_tables
from sep_projections.engine import runner, store
from sep_projections.engine.rebuild import rebuild as rebuild_projection
from sep_projections.log.events import COVERAGE, CoverageRow
from sep_projections.reading.known import known_at
from sep_projections.reading.listing import params_of
from sep_projections.reading.pool import read_pool
from sep_projections.update import try_again, update
from sep_service.cli.context import Context, FoldBar

_NAMES = ", ".join(projection.name for projection in PROJECTIONS)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show the head of the log, the lag of each projection, and the years each dataset covers."""
    own: Context = context.obj
    with own.database() as conninfo:
        covered = coverage(conninfo)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            stands = log_end(connection)
            lags = runner.lags(connection, PROJECTIONS)
            parked = store.parked_events(connection)
            edited = edited_tables(connection)
            audited = last_audit(connection, PROJECTIONS)
            open_imports = [each for each in recorded_imports(connection) if is_open(each)]
    if as_json:
        answer = {
            "head": stands.head,
            "generation": str(stands.generation),
            "projections": [asdict(lag) for lag in lags],
            "parked": [asdict(event) for event in parked],
            "edited_tables": [asdict(table) for table in edited],
            "open_imports": [each.id for each in open_imports],
            "last_audit": audited and asdict(audited),
            "coverage": covered,
        }
        typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
        return
    own.out.print(f"Registro: {_count(stands.head)} eventos")
    own.out.print(f"Generación: {stands.generation}", highlight=False)
    own.out.print(_audited(audited), highlight=False)
    _show_lags(own.out, lags)
    for event in parked:
        own.out.print(
            f"[red]{event.name}: no pudo proyectar el evento {event.position}:[/] {event.error}"
        )
    for table in edited:
        own.out.print(f"[yellow]{_edited(table)}[/]")
    for each in open_imports:
        own.out.print(
            f"[yellow]Importación sin terminar:[/] {each.id} {each.key.name}", highlight=False
        )
    show_coverage(own.out, covered)


def rebuild(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which projections; default all: {_NAMES}.")
    ] = None,
) -> None:
    """Fold the whole log again beside the views in use, then swap them in.

    What could not be folded or derived before is tried again.
    """
    own: Context = context.obj
    unknown = set(names or ()) - {projection.name for projection in PROJECTIONS}
    if unknown:
        raise typer.BadParameter(f"unknown projection {', '.join(unknown)}; known: {_NAMES}")
    chosen = [p for p in PROJECTIONS if not names or p.name in names]
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        for projection in chosen:
            with own.progress() as progress:
                position = rebuild_projection(connection, projection, FoldBar(progress))
            own.out.print(f"{projection.name}: reconstruida hasta la posición {position}")
        try_again(connection, [projection.name for projection in chosen])
        with own.progress() as progress:
            update(connection, FoldBar(progress))


def coverage(conninfo: str) -> list[dict[str, Any]]:
    """Rows and schools of each dataset and year."""
    # Not by `asdict`, which copies each value and so checks it: the log may hold any year.
    return [
        {"dataset": row.dataset, "year": int(row.year), "rows": row.rows, "schools": row.schools}
        for row in asyncio.run(_covered(conninfo))
    ]


async def _covered(conninfo: str) -> list[CoverageRow]:
    async with read_pool(conninfo, size=1) as pool, pool.connection() as connection:
        return await COVERAGE.rows(connection, params_of(await known_at(connection)))


def show_coverage(out: Console, covered: list[dict[str, Any]]) -> None:
    """One line a dataset: how many rows, and in which years."""
    table = Table(title="Cobertura", title_justify="left")
    for heading in ("conjunto", "años"):
        table.add_column(heading)
    table.add_column("filas", justify="right")
    for dataset, rows in _by_dataset(covered):
        years = _spans(row["year"] for row in rows)
        table.add_row(dataset, years, _count(sum(row["rows"] for row in rows)))
    out.print(table)


def _by_dataset(covered: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The same, by dataset in the order of their names."""
    datasets = sorted({row["dataset"] for row in covered})
    return [(name, [row for row in covered if row["dataset"] == name]) for name in datasets]


def _spans(years: Iterable[int]) -> str:
    """Years as spans, so that a gap shows: `2014-2018, 2022`."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{s[0]}-{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)


def _audited(last: LastAudit | None) -> str:
    """When all views were held against the log, and what came of it."""
    if last is None:
        return "[yellow]Auditoría de las vistas:[/] ninguna todavía (sep-ledger audit)"
    found = f"[bold red]hallazgos: {_count(last.findings)}[/]" if last.findings else "sin hallazgos"
    return f"Auditoría de las vistas: {last.ended_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {found}"


def _edited(table: EditedTable) -> str:
    """A table of the law that was edited since something was computed from it."""
    since = (
        "calculados de nuevo con la tabla actual, dan lo mismo"
        if table.computed_again
        else "se calculan de nuevo con la próxima importación"
    )
    return (
        f"{table.table} editada: {_count(table.entitlements)} montos vigentes se calcularon con"
        f" otra edición ({table.computed_from[:12]}, la actual es {table.sha256[:12]}); {since}"
    )


def _show_lags(out: Console, lags: list[runner.Lag]) -> None:
    table = Table(title="Proyecciones", title_justify="left")
    table.add_column("nombre")
    for heading in ("versión", "posición", "atraso", "segundos"):
        table.add_column(heading, justify="right")
    for lag in lags:
        table.add_row(
            lag.name,
            str(lag.version),
            _count(lag.position),
            _count(lag.positions_behind),
            f"{lag.seconds_behind:.1f}",
        )
    out.print(table)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
