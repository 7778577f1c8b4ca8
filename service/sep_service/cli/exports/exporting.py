"""`sep-ledger export`: the journal for beancount, hledger, spreadsheets and data tools."""

import asyncio
from datetime import datetime
from typing import Annotated

import psycopg
import typer

from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.reading.events import position_at
from sep_projections.exports import posting_batches
from sep_projections.exports.formats import FORMATS, FormatName
from sep_projections.exports.posting_batches import Selection, UnknownPositionError
from sep_projections.log.names import SUBVENCIONES, UnknownNameError
from sep_projections.reading.pool import read_pool
from sep_service.cli.context import Context
from sep_service.cli.whole_files import STDOUT, open_target


def export(
    context: typer.Context,
    name: Annotated[FormatName, typer.Argument(metavar="FORMAT", help="What to write.")],
    target: Annotated[str, typer.Argument(help="A file, or - for standard output.")] = STDOUT,
    *,
    sostenedor: Annotated[str | None, typer.Option(help="Only this RUT.")] = None,
    rbd: Annotated[int | None, typer.Option(help="Only this school.")] = None,
    fund: Annotated[str | None, typer.Option(help="Only this subvención, such as SEP.")] = None,
    from_date: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    to_date: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")
    ] = None,
    position: Annotated[
        int | None, typer.Option(help="As known at this position of the log.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="As known at this instant."),
    ] = None,
) -> None:
    """Write the journal, or a part of it, as known now or then."""
    own: Context = context.obj
    selection = Selection(
        rut_of(sostenedor),
        Rbd(rbd) if rbd is not None else None,
        fund,
        from_date.date() if from_date else None,
        to_date.date() if to_date else None,
    )
    with own.database() as conninfo:
        if fund is not None:
            _check_fund(conninfo, fund)
        if as_of is not None:
            position = _position_at(conninfo, as_of)
        try:
            with (
                posting_batches.open_part(conninfo, selection, position) as part,
                open_target(target) as file,
            ):
                for chunk in FORMATS[name].render(part):
                    file.write(chunk)
        except UnknownPositionError as error:
            raise typer.BadParameter(str(error)) from error
    own.err.print(f"Diario a la posición {part.known}", highlight=False)


def _position_at(conninfo: str, instant: datetime) -> int:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        return position_at(connection, instant)


def _check_fund(conninfo: str, fund: str) -> None:
    """Raises typer.BadParameter for a subvención that nobody knows."""

    async def check() -> None:
        async with read_pool(conninfo, size=1) as pool, pool.connection() as connection:
            await SUBVENCIONES.check(connection, fund)

    try:
        asyncio.run(check())
    except UnknownNameError as error:
        meant = f"; ¿quiso decir «{error.nearest}»?" if error.nearest else ""
        raise typer.BadParameter(f"no se conoce la subvención «{fund}»{meant}") from error


def rut_of(text: str | None) -> Rut | None:
    """The RUT that an option names. Raises typer.BadParameter."""
    try:
        return Rut(text) if text is not None else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
