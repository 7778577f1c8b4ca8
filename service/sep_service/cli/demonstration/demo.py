"""`sep-ledger demo`: the main job on a fictional country, from official files to answers."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import psycopg
import typer

from sep_projections.engine.store import log_head
from sep_service.cli.context import Context
from sep_service.cli.demonstration.decisions import decide, write_late_invoice
from sep_service.cli.demonstration.sampling import generate_with_progress, years_between
from sep_service.cli.intake.importing import import_and_fold, show
from sep_service.cli.querying import EXAMPLES, example
from sep_service.cli.serving import run
from sep_service.cli.status import coverage, show_coverage
from sep_service.settings import Settings
from sep_service.storage.postgres import idle_cluster

_SHOWN_EXAMPLES = EXAMPLES[:3]


@dataclass(frozen=True, slots=True)
class _Country:
    """What tells one demonstration from another."""

    schools: int
    years: str
    seed: int

    def is_kept_in(self, marker: Path) -> bool:
        return marker.exists() and marker.read_bytes() == orjson.dumps(self)


def settings_of_demo(settings: Settings) -> Settings:
    """The demonstration's own folder, so that fictional schools never meet real ones."""
    apart = {"data_dir": settings.data_dir / "demo"}
    if settings.backup_dir is not None:
        apart["backup_dir"] = settings.backup_dir / "demo"
    return settings.model_copy(update=apart)


def demo(
    context: typer.Context,
    *,
    schools: Annotated[int, typer.Option(help="How many schools.")] = 60,
    years: Annotated[str, typer.Option(help="First and last year.")] = "2014-2025",
    seed: Annotated[int, typer.Option(help="The same seed gives the same country.")] = 1,
    fresh: Annotated[bool, typer.Option(help="Forget an earlier demonstration first.")] = False,
    serve: Annotated[bool, typer.Option(help="Serve it until Ctrl-C.")] = True,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Generate a fictional country, import it, show what is there, and serve it locally."""
    base: Context = context.obj
    own = Context(settings_of_demo(base.settings), base.out, base.err)
    country = _Country(schools, years, seed)
    if fresh:
        _forget(own.settings)
    with own.database() as conninfo:
        _fill(own, conninfo, country)
        _show_summary(own, conninfo)
        if serve:
            settings = own.settings.model_copy(update={"port": port or own.settings.port})
            _show_examples(own, settings)
            run(settings, conninfo)


def _forget(settings: Settings) -> None:
    """Deletes an earlier demonstration. Raises EmbeddedPostgresError, and deletes nothing, while
    another process uses it."""
    if settings.database_url is None and settings.postgres_dir.exists():
        with idle_cluster(settings.postgres_dir):
            shutil.rmtree(settings.data_dir)
    elif settings.data_dir.exists():
        shutil.rmtree(settings.data_dir)


def _fill(own: Context, conninfo: str, country: _Country) -> None:
    marker = own.settings.data_dir / "country.json"
    if country.is_kept_in(marker):
        own.err.print("La muestra ya está importada.")
        return
    if marker.exists():
        raise typer.BadParameter("another country is kept here; give --fresh to replace it")
    _refuse_foreign_data(own, conninfo)
    files = own.settings.data_dir / "sample"
    generate_with_progress(
        own,
        files,
        schools=country.schools,
        years=years_between(country.years),
        seed=country.seed,
        pupils=True,
    )
    show(own.out, import_and_fold(own, conninfo, [files]))
    decide(conninfo)
    import_and_fold(own, conninfo, [write_late_invoice(files, own.settings.data_dir / "tarde")])
    marker.write_bytes(orjson.dumps(country))


def _refuse_foreign_data(own: Context, conninfo: str) -> None:
    """An operator's own database may hold a real country, which fictional schools must not join.

    The private one holds at most an interrupted demonstration, which simply goes on.
    """
    if own.settings.database_url is None:
        return
    with psycopg.connect(conninfo) as connection:
        if log_head(connection):
            raise typer.BadParameter(
                "the database of SEP_LEDGER_DATABASE_URL is not empty; "
                "give the demonstration a database of its own"
            )


def _show_summary(own: Context, conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        head = log_head(connection)
    show_coverage(own.out, coverage(conninfo))
    own.out.print(f"Eventos en el registro: [bold]{head:,}[/]".replace(",", "."))


def _show_examples(own: Context, settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}/graphql"
    own.out.print(f"\nTres consultas para pegar en [bold]{address}[/]\n")
    for name in _SHOWN_EXAMPLES:
        # Plain and unwrapped, so that what is copied from the terminal is what was written.
        own.out.print(example(name) + "\n", markup=False, highlight=False, soft_wrap=True)
    own.out.print(f"\nSirviendo en [bold]{address}[/] (Ctrl-C termina)")
