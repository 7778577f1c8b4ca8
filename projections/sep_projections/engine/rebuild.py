"""Builds a projection again beside the one in use, and swaps them in one transaction."""

from collections.abc import Callable

from psycopg import Connection, sql

from sep_projections.engine import store
from sep_projections.engine.fold import decode, fold
from sep_projections.engine.projection import Projection

RANGE = 50_000


def rebuild(
    connection: Connection,
    projection: Projection,
    progress: Callable[[str, int, int], None] | None = None,
) -> int:
    """Folds the whole log into a fresh schema and puts it in place; gives the position reached.

    Readers keep the old tables until the last moment. The live checkpoint is locked only for the
    swap, which also folds what was recorded meanwhile.
    """
    beside = f"{projection.name}__next"
    with connection.transaction():
        store.drop_schema(connection, beside)
        store.create_schema(connection, projection, beside)
    position = _fold_upto(connection, projection, beside, 0, _head(connection), progress)
    with connection.transaction():
        store.lock_position(connection, projection.name)
        head = _head(connection)
        _fold_range(connection, projection, beside, position, head)
        store.drop_schema(connection, projection.name)
        connection.execute(
            sql.SQL("alter schema {} rename to {}").format(
                sql.Identifier(beside), sql.Identifier(projection.name)
            )
        )
        store.advance(connection, projection, head)
    return head


def _fold_upto(
    connection: Connection,
    projection: Projection,
    schema: str,
    after: int,
    head: int,
    progress: Callable[[str, int, int], None] | None,
) -> int:
    while after < head:
        upto = min(after + RANGE, head)
        with connection.transaction():
            _fold_range(connection, projection, schema, after, upto)
        after = upto
        if progress is not None:
            progress(projection.name, after, head)
    return after


def _fold_range(
    connection: Connection, projection: Projection, schema: str, after: int, upto: int
) -> None:
    restates = decode(connection, projection.topics, after, upto)
    fold(connection, projection, schema, restates=restates)


def _head(connection: Connection) -> int:
    row = connection.execute("select position from ledger.head").fetchone()
    return int(row[0]) if row else 0
