"""`sep-ledger restored`: begins a generation of the log where nobody else can tell that it must."""

import psycopg
import typer

from sep_ledger.reading.generations import begin_where_restored
from sep_service.cli.context import Context


def restored(context: typer.Context) -> None:
    """Say that the database was restored from a copy of its files: readers are told so.

    A dump that was read back, a base backup that was rolled forward and a standby that took over
    are noticed by themselves.
    """
    own: Context = context.obj
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        generation = begin_where_restored(connection, anyway=True)
    own.out.print(f"Generación del registro: {generation}", highlight=False)
