"""Brings every view up to date with the log, derived facts included."""

from psycopg import Connection

from sep_ledger.schema import migrate
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations import derive
from sep_projections.engine import runner, store

_DERIVATIONS = "derivations"
"""The checkpoint up to which derived facts have been looked for."""


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
    derived_upto = store.position_of(connection, _DERIVATIONS)
    if derived_upto < position:
        derived = derive(connection, _topics_between(connection, derived_upto, position))
        store.advance(connection, _DERIVATIONS, 1, position)
        if derived:
            position = runner.catch_up(connection, PROJECTIONS, progress)
    return position


def _topics_between(connection: Connection, after: int, upto: int) -> set[str]:
    rows = connection.execute(
        "select distinct topic from ledger.events where position > %s and position <= %s",
        [after, upto],
    )
    return {topic for (topic,) in rows}
