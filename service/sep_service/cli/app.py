"""The commands, and what they share: which database, and how an error is told."""

import sys
from importlib.metadata import version
from typing import Annotated

import psycopg
import typer
from rich.console import Console

from sep_ledger.database.schema import LaterSchemaError, MigrationChangedError
from sep_service.cli import auditing, backups, querying, reconciling, serving, status
from sep_service.cli.context import Context
from sep_service.cli.demonstration import demo, sampling
from sep_service.cli.exports import ocds
from sep_service.cli.intake import importing, imports
from sep_service.cli.stored_files import documents, evidence
from sep_service.settings import Settings
from sep_service.storage.postgres import EmbeddedPostgresError, EmbeddedPostgresUnavailableError

app = typer.Typer(
    name="sep-ledger",
    help="Accountability and funds ledger of the subvención escolar preferencial (Ley 20.248).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"sep-ledger {version('sep-ledger')}")
        raise typer.Exit


@app.callback()
def settle(
    context: typer.Context,
    use_demo: Annotated[
        bool, typer.Option("--demo", help="Work on the fictional country of `demo`.")
    ] = False,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """Which database the command works on: SEP_LEDGER_DATABASE_URL, or a private one."""
    settings = Settings()
    context.obj = Context(demo.settings_of_demo(settings) if use_demo else settings)


app.command("demo")(demo.demo)
app.command("serve")(serving.serve)
app.command("import")(importing.import_)
app.command("status")(status.status)
app.command("reconcile")(reconciling.reconcile_)
app.command("rebuild")(status.rebuild)
app.command("audit")(auditing.audit_)
app.command("sample")(sampling.sample)
app.command("query")(querying.query)
app.add_typer(imports.imports, name="imports")
app.add_typer(documents.documents, name="documents")
backups.register(app)
ocds.register(app)
evidence.register(app)


def main() -> None:
    """Runs a command; an expected failure is one line on standard error and exit code 1."""
    try:
        app()
    except (
        EmbeddedPostgresUnavailableError,
        EmbeddedPostgresError,
        LaterSchemaError,
        MigrationChangedError,
        psycopg.OperationalError,
    ) as error:
        Console(stderr=True).print(f"[bold red]Error:[/] {error}", highlight=False)
        sys.exit(1)
