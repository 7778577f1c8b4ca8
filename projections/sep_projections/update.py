"""Brings every view up to date with the log, derived facts included."""

from psycopg import Connection
from psycopg.conninfo import make_conninfo

from sep_ledger.generations import begin_where_restored
from sep_ledger.schema import migrate
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations import derive
from sep_projections.derivations.entitlements import derive_entitlements
from sep_projections.engine import runner, store

_DERIVATIONS = "derivations"
"""The checkpoint up to which derived facts have been looked for."""

_MUCH = 100_000
"""From so many events on, two connections fold at once."""


def prepare(conninfo: str) -> None:
    """Creates or upgrades the schemas of the log and of the projections.

    A log that was restored since begins a generation of its own.
    """
    migrate(conninfo)
    migrate(conninfo, package="sep_projections", schema="projections")
    with Connection.connect(conninfo, autocommit=True) as connection:
        begin_where_restored(connection)
        runner.install(connection, PROJECTIONS)


def catch_up(connection: Connection, progress: runner.Progress | None = None) -> int:
    """Folds what is new into every view; gives the position reached."""
    behind = store.log_head(connection) - runner.slowest(connection, PROJECTIONS)
    if behind < _MUCH:
        return runner.catch_up(connection, PROJECTIONS, progress)
    info = connection.info
    conninfo = make_conninfo(info.dsn, password=info.password or None)
    return runner.catch_up_in_parallel(conninfo, PROJECTIONS, progress)


def update(connection: Connection, progress: runner.Progress | None = None) -> int:
    """Folds what is new, derives what follows, and folds that too; gives the position reached.

    The connection must be in autocommit: each range is a transaction of its own.
    """
    position = catch_up(connection, progress)
    derived_upto = store.position_of(connection, _DERIVATIONS)
    if derived_upto < position:
        derived = derive(connection, derived_upto, position)
        store.advance(connection, {_DERIVATIONS: 1}, position)
        if derived:
            position = catch_up(connection, progress)
    if derive_entitlements(connection, position):
        position = catch_up(connection, progress)
    return position
