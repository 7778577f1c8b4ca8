"""`sep-ledger import`: official files and templates into the log, then into the views."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import psycopg
import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from sep_ledger.importing.importer import import_files
from sep_ledger.importing.layouts.registry import LAYOUTS
from sep_ledger.importing.report import ImportProgress, ImportReport, ImportSummary
from sep_projections.update import update
from sep_service.cli.context import Context, FoldBar

_PARTLY_DONE = 3
_SHOWN_WARNINGS = 5
_LISTED_FILES = 25
_DATASETS = ", ".join(layout.dataset for layout in LAYOUTS)


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.", exists=True)],
    dataset: Annotated[
        str | None, typer.Option(help=f"Force a dataset instead of detecting it: {_DATASETS}.")
    ] = None,
    rejections: Annotated[
        Path | None,
        typer.Option(help="Folder for .rechazos.csv files; default: beside each file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Import official files and templates; what is already known is not recorded again."""
    own: Context = context.obj
    if dataset is not None and dataset not in {layout.dataset for layout in LAYOUTS}:
        raise typer.BadParameter(f"unknown dataset {dataset!r}; known: {_DATASETS}")
    with own.database() as conninfo:
        summary = import_and_fold(own, conninfo, files, dataset=dataset, rejections=rejections)
    if as_json:
        typer.echo(orjson.dumps(_as_json(summary), option=orjson.OPT_INDENT_2))
    else:
        show(own.out, summary)
    if summary.refused or summary.rejected:
        raise typer.Exit(_PARTLY_DONE)


def import_and_fold(
    own: Context,
    conninfo: str,
    files: list[Path],
    *,
    dataset: str | None = None,
    rejections: Path | None = None,
) -> ImportSummary:
    """Imports with progress bars and brings the views up to date."""
    with own.progress() as progress:
        summary = import_files(
            conninfo,
            files,
            dataset=dataset,
            progress=_FileBars(progress),
            batch_rows=own.settings.import_batch_rows,
            beside_from=own.settings.import_beside_mb << 20,
            rejections_in=rejections,
        )
        with psycopg.connect(conninfo, autocommit=True) as connection:
            update(connection, FoldBar(progress))
    return summary


def show(out: Console, summary: ImportSummary) -> None:
    """The report, in Spanish: what each file brought, and what was refused, warned of, rejected.

    Many files are summed up by dataset.
    """
    if len(summary.reports) > _LISTED_FILES:
        _show_table(out, "conjunto", _by_dataset(summary.reports))
    else:
        _show_table(out, "archivo", [(each.path.name, [each]) for each in summary.reports])
    for report in summary.reports:
        _show_details(out, report)
    for refusal in summary.refused:
        out.print(f"[red]No se importó[/] {refusal.path}: {refusal.reason}", highlight=False)


def _by_dataset(reports: Sequence[ImportReport]) -> list[tuple[str, list[ImportReport]]]:
    found: dict[str, list[ImportReport]] = {}
    for report in reports:
        found.setdefault(report.dataset, []).append(report)
    return [(f"{dataset} ({len(those)})", those) for dataset, those in found.items()]


def _show_table(
    out: Console, heading: str, groups: Sequence[tuple[str, Sequence[ImportReport]]]
) -> None:
    table = Table(title="Importación", title_justify="left")
    table.add_column(heading, overflow="fold")
    for count in ("filas", "nuevos", "reexpresados", "iguales", "rechazadas", "filas/s"):
        table.add_column(count, justify="right", no_wrap=True)
    for name, reports in groups:
        table.add_row(name, *map(_number, _counts(reports)))
    out.print(table)


def _counts(reports: Sequence[ImportReport]) -> tuple[int, ...]:
    rows = sum(report.rows for report in reports)
    seconds = sum(report.seconds for report in reports)
    return (
        rows,
        sum(report.new for report in reports),
        sum(report.restated for report in reports),
        sum(report.equal for report in reports),
        sum(report.rejected for report in reports),
        round(rows / seconds) if seconds else 0,
    )


def _show_details(out: Console, report: ImportReport) -> None:
    if report.rejections is not None:
        out.print(
            f"[yellow]{report.path.name}: {_number(report.rejected)} filas rechazadas,"
            f" con su motivo en[/] {report.rejections}",
            highlight=False,
        )
    if report.warnings:
        out.print(f"{report.path.name}: {_number(report.warnings)} advertencias", highlight=False)
    for warned in report.first_warnings[:_SHOWN_WARNINGS]:
        out.print(
            f"  fila {warned.row}, {warned.field}={warned.value!r}: {warned.reason}",
            highlight=False,
            markup=False,
        )


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _as_json(summary: ImportSummary) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": str(report.path),
                "dataset": report.dataset,
                "sha256": report.sha256,
                "years": report.years,
                "rows": report.rows,
                "new": report.new,
                "restated": report.restated,
                "equal": report.equal,
                "rejected": report.rejected,
                "rejections": str(report.rejections) if report.rejections else None,
                "warnings": report.warnings,
                "position": report.position,
            }
            for report in summary.reports
        ],
        "refused": [
            {"file": str(refusal.path), "reason": refusal.reason} for refusal in summary.refused
        ],
    }


class _FileBars:
    """One bar a file, moving from its check to its last row."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._path: Path | None = None
        self._task: TaskID | None = None

    def __call__(self, news: ImportProgress) -> None:
        if self._task is None or news.path != self._path:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._path = news.path
            self._task = self._progress.add_task(news.path.name, detail="", total=None)
        # The check reads the file once and the load once more: the bar counts both passes.
        done = news.bytes_done + (news.bytes_total if news.loading else 0)
        elapsed = self._progress.tasks[-1].elapsed or 0
        rate = f"{news.rows / elapsed:,.0f} filas/s" if news.rows and elapsed else ""
        self._progress.update(
            self._task, completed=done, total=2 * news.bytes_total, detail=rate.replace(",", ".")
        )
