"""`sep-ledger export documentos|estado-resultado`: files as the Superintendencia lays them out."""

from datetime import datetime
from typing import Annotated

import psycopg
import typer

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd
from sep_ledger.reading.events import position_at
from sep_projections.exports.posting_batches import UnknownPositionError
from sep_projections.exports.superintendence import FiledSelection, FiledTable, file_at
from sep_service.cli.context import Context
from sep_service.cli.exports.exporting import rut_of
from sep_service.cli.whole_files import STDOUT, open_target

Target = Annotated[str, typer.Argument(help="A file, or - for standard output.")]
Sostenedor = Annotated[str, typer.Option(help="Whose rows: a RUT with its digit.")]
Year = Annotated[int, typer.Option(help="The year rendered.", min=1980, max=2100)]
School = Annotated[int | None, typer.Option("--rbd", help="Only this school.")]
Position = Annotated[int | None, typer.Option(help="As known at this position of the log.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="As known at this instant."),
]


def documents(
    context: typer.Context,
    target: Target = STDOUT,
    *,
    sostenedor: Sostenedor,
    year: Year,
    rbd: School = None,
    position: Position = None,
    as_of: AsOf = None,
) -> None:
    """Write Documentos.txt of a sostenedor and year, as known now or then."""
    selection = _selection(sostenedor, year, rbd)
    _write(context.obj, FiledTable.DOCUMENTOS, selection, target, (position, as_of))


def income_statement(
    context: typer.Context,
    target: Target = STDOUT,
    *,
    sostenedor: Sostenedor,
    year: Year,
    rbd: School = None,
    position: Position = None,
    as_of: AsOf = None,
) -> None:
    """Write Estado_resultado.txt of a sostenedor and year, as known now or then."""
    selection = _selection(sostenedor, year, rbd)
    _write(context.obj, FiledTable.ESTADO_RESULTADO, selection, target, (position, as_of))


def _selection(sostenedor: str, year: int, rbd: int | None) -> FiledSelection:
    return FiledSelection(SchoolYear(year), rut_of(sostenedor), None if rbd is None else Rbd(rbd))


def _write(
    own: Context,
    table: FiledTable,
    selection: FiledSelection,
    target: str,
    known: tuple[int | None, datetime | None],
) -> None:
    position, as_of = known
    with own.database() as conninfo:
        if as_of is not None:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                position = position_at(connection, as_of)
        try:
            found = file_at(conninfo, table, selection, position)
        except UnknownPositionError as error:
            raise typer.BadParameter(str(error)) from error
    content, encoding = found.encoded()
    with open_target(target) as file:
        file.write(content)
    own.err.print(f"{found.rows} filas en {encoding}, a la posición {found.known}", highlight=False)
