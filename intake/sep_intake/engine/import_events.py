"""What the log says of an import: that it began, and what it did."""

from psycopg import Connection

from sep_domain.dates.days import today
from sep_domain.events.imports import ImportFinished, ImportStarted
from sep_domain.imports import ImportKey
from sep_intake.engine.editions import EditionSeen
from sep_intake.reports.report import ImportReport
from sep_ledger.reading.events import head


def import_started(conn: Connection, key: ImportKey) -> ImportStarted:
    """That a file begins to be appended, after what the log holds by now."""
    return ImportStarted(
        occurred_on=today(),
        dataset=key.dataset,
        sha256=key.sha256,
        file_name=key.name,
        after=head(conn),
    )


def import_finished(key: ImportKey, report: ImportReport, edition: EditionSeen) -> ImportFinished:
    """That a file was read to its end, in the figures of its report."""
    return ImportFinished(
        occurred_on=today(),
        dataset=key.dataset,
        sha256=key.sha256,
        file_name=key.name,
        rows=report.rows,
        facts=report.facts,
        new=report.new,
        restated=report.restated,
        equal=report.equal,
        superseded=report.superseded,
        withdrawn=report.withdrawn,
        rejected=report.rejected,
        years=tuple(report.years),
        edition=edition.mark,
        edition_day=edition.day,
        scopes=tuple(sorted(edition.scopes)) if edition.day else (),
    )
