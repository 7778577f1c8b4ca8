"""`sep-ledger reconcile`: matches bank lines with book entries over what the log knows."""

from typing import Annotated

import orjson
import psycopg
import typer

from sep_domain.dates.calendar import Period
from sep_domain.values.identifiers import Rut
from sep_ledger.application import Ledger
from sep_projections.reconciliation.reconciling import Reconciled, Scope, reconcile
from sep_projections.update import update
from sep_service.cli.context import Context


def reconcile_(
    context: typer.Context,
    sostenedor: Annotated[str | None, typer.Option(help="Only this RUT: 62000660-2.")] = None,
    account: Annotated[str | None, typer.Option(help="Only this bank account.")] = None,
    month: Annotated[str | None, typer.Option(help="Only this month: 2024-05.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Match bank lines with payments and documents; what is unsure is proposed to a person."""
    own: Context = context.obj
    scope = _scope(sostenedor, account, month)
    with own.database() as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)
        ledger = Ledger(conninfo)
        try:
            run = reconcile(connection, ledger, scope)
        finally:
            ledger.close()
        update(connection)
    if as_json:
        typer.echo(orjson.dumps(run))
    else:
        own.out.print(_said(run))


def _scope(sostenedor: str | None, account: str | None, month: str | None) -> Scope:
    try:
        return Scope(
            Rut(sostenedor) if sostenedor else None, account, Period(month) if month else None
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _said(run: Reconciled) -> str:
    return (
        f"Conciliación: {_number(run.lines)} movimientos y {_number(run.entries)} asientos"
        " abiertos; "
        f"{_number(run.accepted)} calces aceptados y {_number(run.proposed)} propuestos."
    )


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")
