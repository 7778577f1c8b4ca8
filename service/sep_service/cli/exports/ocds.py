"""`sep-ledger export ocds`: releases and records as JSON, a package on each line."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
import psycopg
import typer
from typer.core import TyperGroup

from sep_ledger.reading.events import position_at
from sep_ledger.reading.generations import BeyondHeadError, log_end_for_reader
from sep_projections.exports.superintendence import FiledTable
from sep_projections.ocds import process_reader
from sep_projections.ocds.packages import Publication
from sep_projections.ocds.process_reader import Chosen, Processes
from sep_service.cli.context import Context
from sep_service.cli.exports.exporting import export as export_journal
from sep_service.cli.exports.exporting import rut_of
from sep_service.cli.exports.outcomes import export as export_outcomes
from sep_service.cli.exports.superintendencia_files import documents, income_statement
from sep_service.cli.whole_files import STDOUT, open_target
from sep_service.http.problem_responses import in_another_log
from sep_service.ocds import publication_of

_JOURNAL, _OCDS, _OUTCOMES = "journal", "ocds", "outcomes"
_FILED = {
    FiledTable.DOCUMENTOS.value: documents,
    FiledTable.ESTADO_RESULTADO.value: income_statement,
}
_RECORDS_AT_ONCE = 20
"""Records in a package, which may each be long."""

_RELEASES_AT_ONCE = 500

Package = dict[str, Any]


class What(StrEnum):
    """What there is to export."""

    RELEASES = "releases"
    RECORDS = "records"
    PUBLISHED = "published"


class JournalUnlessNamed(TyperGroup):
    """Takes `export FORMAT` for `export journal FORMAT`, the older and more frequent of the two."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's own Context is click's
        named = args[:1] and args[0] in (_JOURNAL, _OCDS, _OUTCOMES, *_FILED, "--help")
        return super().parse_args(ctx, args if named else [_JOURNAL, *args])


def register(app: typer.Typer) -> None:
    """Adds the command to the command line."""
    exports = typer.Typer(
        cls=JournalUnlessNamed,
        help="Write the journal (FORMAT), contracts as OCDS 1.1 (ocds), tables of outcomes, or the "
        "files of the Superintendencia (documentos, estado-resultado).",
    )
    exports.command(_JOURNAL)(export_journal)
    exports.command(_OCDS)(export)
    exports.command(_OUTCOMES)(export_outcomes)
    for name, command in _FILED.items():
        exports.command(name)(command)
    app.add_typer(exports, name="export")


def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What to write.")],
    target: Annotated[str, typer.Argument(help="A file, or - for standard output.")] = STDOUT,
    *,
    after: Annotated[int, typer.Option(help="Releases after this position.", min=0)] = 0,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="Releases after this instant."),
    ] = None,
    ocid: Annotated[str | None, typer.Option(help="Only the record with this ocid.")] = None,
    year: Annotated[int | None, typer.Option(help="Only what happened in a year.")] = None,
    sostenedor: Annotated[
        str | None, typer.Option(help="Only processes in which this RUT buys.")
    ] = None,
) -> None:
    """Write contracts with advisers as Open Contracting data (OCDS 1.1), a package on each line.

    `published` are the records and releases of others, such as ChileCompra, as they were imported.
    """
    own: Context = context.obj
    publication = publication_of(own.settings)
    chosen = Chosen(year, rut_of(sostenedor))
    with own.database() as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            try:
                log_end_for_reader(connection, after)
            except BeyondHeadError as error:
                raise typer.BadParameter(in_another_log(error).detail) from error
            if since is not None:
                after = max(after, position_at(connection, since))
        with (
            process_reader.open_processes(conninfo, publication) as processes,
            open_target(target) as file,
        ):
            for package in _packages(processes, what, after, ocid, chosen):
                file.write(orjson.dumps(package, option=orjson.OPT_APPEND_NEWLINE))
    own.err.print(f"OCDS a la posición {processes.known}", highlight=False)


def _packages(
    processes: Processes, what: What, after: int, ocid: str | None, chosen: Chosen
) -> Iterator[Package]:
    if what is What.RELEASES:
        return _of_releases(processes, after, chosen)
    if what is What.PUBLISHED:
        records = iter(processes.published(ocid)) if ocid else processes.every_published()
        return chain(records, processes.every_published_release(ocid))
    if ocid is None:
        return _of_records(processes.publication, processes.every_record(chosen))
    return _of_records(processes.publication, filter(None, [processes.record(ocid)]))


def _of_releases(processes: Processes, after: int, chosen: Chosen) -> Iterator[Package]:
    while page := processes.releases(after, processes.known, _RELEASES_AT_ONCE, chosen):
        named = _named(chosen) | {"after": after, "limit": len(page)}
        yield processes.publication.releases(f"releases?{urlencode(named)}", page)
        after = int(page[-1]["id"])


def _of_records(publication: Publication, records: Iterable[Package]) -> Iterator[Package]:
    rest = iter(records)
    after = ""
    while page := list(islice(rest, _RECORDS_AT_ONCE)):
        yield publication.records(
            f"records?{urlencode({'after': after, 'limit': len(page)})}", page
        )
        after = page[-1]["ocid"]


def _named(chosen: Chosen) -> dict[str, Any]:
    return {name: value for name, value in asdict(chosen).items() if value is not None}
