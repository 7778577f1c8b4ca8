"""Brings every view up to date with the log, derived facts included."""

from psycopg import Connection

from sep_ledger.schema import migrate
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations import derive
from sep_projections.engine import runner


def prepare(conninfo: str) -> None:
    """Creates or upgrades the schemas of the log and of the projections."""
    migrate(conninfo)
    migrate(conninfo, package="sep_projections", schema="projections")
    with Connection.connect(conninfo, autocommit=True) as connection:
        runner.install(connection, PROJECTIONS)


def update(connection: Connection, progress: runner.Progress | None = None) -> int:
    """Folds what is new, derives what follows, and folds that too; gives the position reached.

    The connection must be in autocommit: each range is a transaction of its own.
    """
    position = runner.catch_up(connection, PROJECTIONS, progress)
    if derive(connection):
        position = runner.catch_up(connection, PROJECTIONS, progress)
    return position
