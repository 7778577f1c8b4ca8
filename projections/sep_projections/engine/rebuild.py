"""Builds a projection again beside the one in use, and swaps them in one transaction."""

from collections.abc import Callable, Iterator

from psycopg import Connection, sql

from sep_projections.engine import store
from sep_projections.engine.fold import RANGE, fold, open_batch
from sep_projections.engine.projection import Projection


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
    position = 0
    for position in _fold_upto_head(connection, projection, beside):
        if progress is not None:
            progress(projection.name, position, store.log_head(connection))
    with connection.transaction():
        store.lock_position(connection, projection.name)
        head = store.log_head(connection)
        _fold_range(connection, projection, beside, (position, head))
        store.drop_schema(connection, projection.name)
        connection.execute(
            sql.SQL("alter schema {} rename to {}").format(
                sql.Identifier(beside), sql.Identifier(projection.name)
            )
        )
        store.advance(connection, projection.name, projection.version, head)
    return head


def _fold_upto_head(connection: Connection, projection: Projection, schema: str) -> Iterator[int]:
    after, head = 0, store.log_head(connection)
    while after < head:
        upto = min(after + RANGE, head)
        with connection.transaction():
            _fold_range(connection, projection, schema, (after, upto))
        yield upto
        after = upto


def _fold_range(
    connection: Connection, projection: Projection, schema: str, span: tuple[int, int]
) -> None:
    fold(connection, projection, schema, open_batch(connection, [projection], *span))
