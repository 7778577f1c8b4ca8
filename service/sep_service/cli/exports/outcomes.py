"""`sep-ledger export outcomes`: tables of results, categories and advisers for data tools."""

from datetime import datetime
from typing import Annotated

import psycopg
import typer

from sep_domain.events.education.results import Subject
from sep_ledger.reading.events import position_at
from sep_projections.exports import outcomes
from sep_projections.exports.outcome_forms import RENDERS, OutcomeForm
from sep_projections.exports.outcomes import Asked, GradeAndSubjectError, OutcomeTable
from sep_projections.exports.posting_batches import UnknownPositionError
from sep_service.cli.context import Context
from sep_service.cli.whole_files import STDOUT, open_target


def export(
    context: typer.Context,
    table: Annotated[OutcomeTable, typer.Argument(help="Which table.")],
    form: Annotated[OutcomeForm, typer.Argument(metavar="FORMAT", help="csv, parquet, version.")],
    target: Annotated[str, typer.Argument(help="A file, or - for standard output.")] = STDOUT,
    *,
    grade: Annotated[str | None, typer.Option(help="Only this grade, such as 4b.")] = None,
    subject: Annotated[Subject | None, typer.Option(help="Only this subject.")] = None,
    position: Annotated[
        int | None, typer.Option(help="As known at this position of the log.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="As known at this instant."),
    ] = None,
) -> None:
    """Write a table of outcomes; beside a file, the version of its data as FILE.version.json.

    Advisers and panels are of one test: name its grade and subject.
    """
    own: Context = context.obj
    try:
        asked = Asked(table, grade, subject)
    except GradeAndSubjectError as error:
        raise typer.BadParameter(str(error)) from error
    _, _, render = RENDERS[form]
    with own.database() as conninfo:
        if as_of is not None:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                position = position_at(connection, as_of)
        try:
            with (
                outcomes.open_table(conninfo, asked, position) as found,
                open_target(target) as file,
            ):
                for chunk in render(found):
                    file.write(chunk)
                if target != STDOUT and form is not OutcomeForm.VERSION:
                    with open_target(f"{target}.version.json") as version:
                        version.write(found.version())
        except UnknownPositionError as error:
            raise typer.BadParameter(str(error)) from error
    own.err.print(f"Tabla {table} a la posición {found.known}", highlight=False)
