"""Brings every view up to date with the log, derived facts included."""

from collections.abc import Collection

from psycopg import Connection
from psycopg.conninfo import make_conninfo

from sep_ledger.database.schema import migrate_within
from sep_ledger.reading.generations import begin_where_restored
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations import DERIVATIONS, derive_next, entitlements, restitutions
from sep_projections.derivations import FOLD_NAME as DERIVED
from sep_projections.derivations.entitlements import derive_entitlements
from sep_projections.derivations.exclusive_derivation import exclusive_derivation
from sep_projections.derivations.restitutions import derive_restitutions
from sep_projections.engine import runner, store

_MUCH = 100_000
"""From so many events on, two connections fold at once."""


def prepare(conninfo: str) -> None:
    """Creates or upgrades the schemas of the log and of the projections.

    A log that was restored since begins a generation of its own. Raises LaterSchemaError, and has
    then changed nothing, where a later version has been at work.
    """
    with Connection.connect(conninfo) as connection:
        migrate_within(connection)
        migrate_within(connection, package="sep_projections", schema="projections")
    with Connection.connect(conninfo, autocommit=True) as connection:
        begin_where_restored(connection)
        before = store.fold_positions(connection)
        runner.install(connection, PROJECTIONS)
        try_again(
            connection,
            [
                each.name
                for each in PROJECTIONS
                if each.name in before and before[each.name].version != each.version
            ],
        )


def try_again(connection: Connection, rebuilt: Collection[str]) -> None:
    """Lets rules that read rebuilt projections look at everything again, where they could not read
    something before."""
    if not rebuilt:
        return
    with exclusive_derivation(connection):
        unread = {each.name for each in store.parked_events(connection)}
        if any(each.name in unread and each.reads.name in rebuilt for each in DERIVATIONS):
            store.forget(connection, DERIVED)
        for checkpoint in {entitlements.FOLD_NAME, restitutions.FOLD_NAME} & unread:
            store.forget(connection, checkpoint)


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
    with exclusive_derivation(connection):
        position = catch_up(connection, progress)
        if derive_next(connection, position):
            position = catch_up(connection, progress)
        if derive_entitlements(connection, position):
            position = catch_up(connection, progress)
        if derive_restitutions(connection, position):
            position = catch_up(connection, progress)
    return position
