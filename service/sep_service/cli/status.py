"""`sep-ledger status` and `rebuild`: how far the log and the views are, and what they cover."""

from dataclasses import asdict
from typing import Annotated, Any

import orjson
import psycopg
import typer
from rich.console import Console
from rich.table import Table

from sep_projections.catalogue import PROJECTIONS
from sep_projections.coverage import Coverage, coverage
from sep_projections.engine import runner
from sep_projections.engine.rebuild import rebuild as rebuild_projection
from sep_projections.engine.store import log_head
from sep_service.cli.context import Context, FoldBar

_NAMES = ", ".join(projection.name for projection in PROJECTIONS)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show the head of the log, the lag of each projection, and the years each dataset covers."""
    own: Context = context.obj
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        head = log_head(connection)
        lags = runner.lags(connection, PROJECTIONS)
        covered = coverage(connection)
    if as_json:
        answer = {
            "head": head,
            "projections": [asdict(lag) for lag in lags],
            "coverage": [asdict(row) for row in covered],
        }
        typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
        return
    own.out.print(f"Registro: {head:,} eventos".replace(",", "."))
    _show_lags(own.out, lags)
    show_coverage(own.out, covered)


def rebuild(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which projections; default all: {_NAMES}.")
    ] = None,
) -> None:
    """Fold the whole log again beside the views in use, then swap them in."""
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


def show_coverage(out: Console, covered: list[Coverage]) -> None:
    """One line a dataset, one column a year: how many rows it has there."""
    years = sorted({row.year for row in covered})
    table = Table(title="Cobertura: filas por conjunto y año", title_justify="left")
    table.add_column("conjunto")
    for year in years:
        table.add_column(str(year), justify="right")
    by_dataset: dict[str, dict[int, Any]] = {}
    for row in covered:
        by_dataset.setdefault(row.dataset, {})[row.year] = row.rows
    for dataset, rows in by_dataset.items():
        table.add_row(dataset, *(_count(rows.get(year)) for year in years))
    out.print(table)


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


def _count(number: int | None) -> str:
    return "·" if number is None else f"{number:,}".replace(",", ".")
