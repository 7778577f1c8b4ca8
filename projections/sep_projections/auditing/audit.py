"""All of an audit: each view, the schemas, the tables of the law, the settings."""

from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple

from psycopg import Connection

from sep_projections.auditing import last_audit
from sep_projections.auditing.deviations import Deviation, Kind, Report
from sep_projections.auditing.schemas import check_schemas, check_settings
from sep_projections.auditing.views import check_view
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations.edited_tables import edited_tables
from sep_projections.engine import store
from sep_projections.engine.projection import Projection
from sep_projections.engine.rebuild import Progress


class Audited(NamedTuple):
    """How much was audited."""

    position: int
    """Where the log stood when it began."""
    views: int
    tables: int
    findings: int


def audit(
    connection: Connection,
    report: Report,
    views: Sequence[Projection] = PROJECTIONS,
    progress: Progress = lambda _name, _position, _head: None,
) -> Audited:
    """Holds views against their rebuild, and everything else against what this version makes.

    Nothing is changed but that the result is kept, and nobody who reads or records waits. The
    connection must be in autocommit.
    """
    began, position, findings = monotonic(), store.log_head(connection), 0

    def count(finding: Deviation) -> None:
        nonlocal findings
        findings += 1
        report(finding)

    check_schemas(connection, count)
    check_settings(connection, count)
    _check_statute(connection, count)
    for view in views:
        check_view(connection, view, count, progress)
    last_audit.keep(connection, views, position, monotonic() - began, findings)
    return Audited(position, len(views), sum(len(view.tables) for view in views), findings)


def _check_statute(connection: Connection, report: Report) -> None:
    for edited in edited_tables(connection):
        if not edited.computed_again:
            detail = f"{edited.entitlements} cálculos con {edited.computed_from[:12]}"
            report(Deviation(Kind.STATUTE_EDITED, edited.table, detail))
