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

from sep_domain.imports import ImportKey
from sep_intake.columns.layout import Warned
from sep_intake.engine.importer import import_files
from sep_intake.imports.register import import_id
from sep_intake.layouts.registry import LAYOUTS
from sep_intake.reports.report import ImportProgress, ImportReport, ImportSummary
from sep_ledger.facts.verdicts import Superseder
from sep_projections.update import update
from sep_service.cli.context import Context, FoldBar
from sep_service.cli.spanish import count_of, say, spelt_number

_PARTLY_DONE = 3
QUESTION_OPEN = 5
"""The exit code of a command that changed nothing, for something is to be answered first."""
_SHOWN_WARNINGS = 5
_LISTED_FILES = 25
_DATASETS = ", ".join(layout.dataset for layout in LAYOUTS)


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    *,
    dataset: Annotated[
        str | None, typer.Option(help=f"Force a dataset instead of detecting it: {_DATASETS}.")
    ] = None,
    rejections: Annotated[
        Path | None,
        typer.Option(help="Folder for .rechazos.csv files; default: beside each file."),
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Answer yes to what the import asks.")
    ] = False,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete",
            help="Withdraw what the files lack of what they state as a whole (a year's results, a"
            " sostenedor's documents of a year).",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Import official files and templates; what is already known is not recorded again."""
    own: Context = context.obj
    if dataset is not None and dataset not in {layout.dataset for layout in LAYOUTS}:
        raise typer.BadParameter(f"unknown dataset {dataset!r}; known: {_DATASETS}")
    with own.database() as conninfo:
        summary = import_and_fold(
            own,
            conninfo,
            files,
            dataset=dataset,
            rejections=rejections,
            confirm=confirm,
            complete=complete,
        )
    if as_json:
        typer.echo(orjson.dumps(_as_json(summary), option=orjson.OPT_INDENT_2))
    else:
        show(own.out, summary)
    if summary.asked:
        raise typer.Exit(QUESTION_OPEN)
    if summary.refused or summary.rejected:
        raise typer.Exit(_PARTLY_DONE)


def import_and_fold(
    own: Context,
    conninfo: str,
    files: list[Path],
    *,
    dataset: str | None = None,
    rejections: Path | None = None,
    confirm: bool = False,
    complete: bool = False,
) -> ImportSummary:
    """Imports with progress bars and brings the views up to date."""
    with own.progress() as progress:
        summary = import_files(
            conninfo,
            files,
            dataset=dataset,
            confirm=confirm,
            complete=complete,
            progress=_FileBars(progress),
            batch_rows=own.settings.import_batch_rows,
            beside_from=own.settings.import_beside_mb << 20,
            rejections_in=rejections,
        )
        with psycopg.connect(conninfo, autocommit=True) as connection:
            update(connection, FoldBar(progress))
    return summary


def show(out: Console, summary: ImportSummary) -> None:
    """The report, in Spanish: what is asked, what each file brought, what was refused, warned of,
    rejected. Many files are summed up by dataset."""
    for report in summary.asked:
        _show_questions(out, report)
    if len(summary.reports) > _LISTED_FILES:
        _show_table(out, "conjunto", _by_dataset(summary.reports))
    else:
        _show_table(out, "archivo", [(each.path.name, [each]) for each in summary.reports])
    for report in summary.reports:
        _show_details(out, report)
    for refusal in summary.refused:
        say(out, f"No se importó {refusal.path}: {refusal.reason}")
    say(out, _summed_up(summary))


def _show_questions(out: Console, report: ImportReport) -> None:
    for question in report.questions:
        say(out, f"PREGUNTA sobre {report.path.name}: {question.text}.")
    answers = " o ".join(dict.fromkeys(question.answered_by for question in report.questions))
    done = "No se agregó nada de este archivo."
    if report.new:  # a long file of several years
        added = count_of(report.new, "hecho", "hechos")
        done = f"Se agregaron {added} de años que no se conocían; lo demás espera."
    say(out, f"  {done} Para seguir: {answers}")


def _by_dataset(reports: Sequence[ImportReport]) -> list[tuple[str, list[ImportReport]]]:
    found: dict[str, list[ImportReport]] = {}
    for report in reports:
        found.setdefault(report.dataset, []).append(report)
    return [(f"{dataset} ({len(those)})", those) for dataset, those in found.items()]


_COUNTS = ("filas", "nuevas", "reexp.", "iguales", "super.", "rech.")


def _show_table(
    out: Console, heading: str, groups: Sequence[tuple[str, Sequence[ImportReport]]]
) -> None:
    silent = any(report.silent for _, reports in groups for report in reports)
    table = Table(title="Importación (filas; y los hechos que dicen)", title_justify="left")
    table.add_column(heading, overflow="fold")
    for count in (*_COUNTS, *(["sin h."] if silent else []), "hechos"):
        table.add_column(count, justify="right", no_wrap=True)
    for name, reports in groups:
        counts = [spelt_number(sum(each)) for each in zip(*map(_row_counts, reports), strict=True)]
        if all(report.questions for report in reports):
            counts[1:] = ["—"] * len(counts[1:])
        shown = counts if silent else counts[:-1]
        table.add_row(name, *shown, spelt_number(sum(report.facts for report in reports)))
    out.print(table)


def _row_counts(report: ImportReport) -> tuple[int, ...]:
    """Rows, and what became of them, which adds up to them."""
    of = report.of_rows
    counts = (of.new, of.restated, of.equal, of.superseded, report.rejected, report.silent)
    return report.rows, *counts


def _summed_up(summary: ImportSummary) -> str:
    done = [report for report in summary.reports if not report.questions]
    totals = [sum(each) for each in zip(*map(_row_counts, done), strict=True)] or [0]
    names = ("nuevas", "reexpresadas", "iguales", "superadas", "rechazadas", "sin hecho propio")
    parts = [
        f"{spelt_number(count)} {name}"
        for name, count in zip(names, totals[1:], strict=False)
        if count
    ]
    seconds = sum(report.seconds for report in done)
    speed = f" ({spelt_number(round(totals[0] / seconds))} filas/s)" if seconds else ""
    said = [
        count_of(len(done), "archivo", "archivos")
        + f": {count_of(totals[0], 'fila', 'filas')}"
        + (f" = {' + '.join(parts)}" if parts else "")
        + speed
    ]
    if summary.asked:
        said.append(f"{len(summary.asked)} con preguntas, del que no se agregó nada")
    if summary.refused:
        said.append(count_of(len(summary.refused), "no importado", "no importados"))
    return "; ".join(said)


def _show_details(out: Console, report: ImportReport) -> None:
    name = report.path.name
    for by, facts in report.of_facts.superseded_by.items():
        superseded = count_of(facts, "hecho superado", "hechos superados")
        say(out, f"{name}: {superseded} por {_superseder(by)}; no se aplica.")
    if report.of_facts.superseded_by:
        say(out, "  Para volver a esta versión, retire la otra importación o use --confirm.")
    if report.changed:
        verb = "cambiaría" if report.questions else "cambia"
        changes = (
            f"{column} ({count_of(facts, 'hecho', 'hechos')})"
            for column, facts in report.changed.items()
        )
        say(out, f"{name}: {verb} {', '.join(changes)}")
    if report.absences is not None:
        _show_absences(out, report)
    if report.rejections is not None:
        rejected = count_of(report.rejected, "fila rechazada", "filas rechazadas")
        say(out, f"{name}: {rejected}, con su motivo en {report.rejections}")
    if report.warnings:
        say(out, f"{name}: {count_of(report.warnings, 'advertencia', 'advertencias')}")
    for warned in report.first_warnings[:_SHOWN_WARNINGS]:
        say(out, f"  {_told(warned)}")
    if report.warnings > _SHOWN_WARNINGS:
        say(out, f"  … y {spelt_number(report.warnings - _SHOWN_WARNINGS)} más")


def _show_absences(out: Console, report: ImportReport) -> None:
    absent = count_of(report.absent, "hecho conocido", "hechos conocidos")
    done = count_of(report.withdrawn, "retirado", "retirados")
    say(
        out,
        f"{report.path.name} no trae {absent} de lo que dice entero"
        f" ({done if report.withdrawn else 'siguen vigentes: --complete los retira'});"
        f" vea {report.absences}",
    )


def _superseder(by: Superseder) -> str:
    if by.sha256 is None or by.dataset is None:
        return by.name
    key = ImportKey(dataset=by.dataset, sha256=by.sha256, name=by.name)
    return f"{by.name} (importación {import_id(key)})"


def _told(warned: Warned) -> str:
    where = f"fila {warned.row}, " if warned.row else ""
    value = f" «{warned.value}»" if warned.value else ""
    return f"{where}{warned.field}{value}: {warned.reason}"


def _as_json(summary: ImportSummary) -> dict[str, Any]:
    return {
        "files": [_report_as_json(report) for report in summary.reports],
        "refused": [
            {"file": str(refusal.path), "reason": refusal.reason} for refusal in summary.refused
        ],
    }


def _report_as_json(report: ImportReport) -> dict[str, Any]:
    of, facts = report.of_rows, report.of_facts
    return {
        "file": str(report.path),
        "import": report.id,
        "dataset": report.dataset,
        "sha256": report.sha256,
        "years": report.years,
        "rows": report.rows,
        "new": of.new,
        "restated": of.restated,
        "equal": of.equal,
        "superseded": of.superseded,
        "rejected": report.rejected,
        "silent": report.silent,
        "facts": {
            "total": report.facts,
            "new": facts.new,
            "restated": facts.restated,
            "equal": facts.equal,
            "superseded": facts.superseded,
            "withdrawn": report.withdrawn,
        },
        "supersededBy": [
            {"name": by.name, "sha256": by.sha256, "facts": number}
            for by, number in facts.superseded_by.items()
        ],
        "questions": [
            {"doubt": each.doubt, "text": each.text, "answeredBy": each.answered_by}
            for each in report.questions
        ],
        "changed": report.changed,
        "absent": report.absent,
        "absences": str(report.absences) if report.absences else None,
        "rejections": str(report.rejections) if report.rejections else None,
        "warnings": report.warnings,
        "position": report.position,
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
