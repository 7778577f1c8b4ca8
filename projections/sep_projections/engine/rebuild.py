"""Builds a projection again beside the one in use, and swaps them in one transaction.

The new tables have a schema and a checkpoint of their own (`<name>__next`), so a rebuild that is
interrupted goes on where it stood. Readers keep the old tables until the last moment.
"""

from collections.abc import Callable

from psycopg import Connection, sql

from sep_projections.engine import store
from sep_projections.engine.decoding import Span
from sep_projections.engine.fold import RANGE, fold
from sep_projections.engine.projection import Projection

Progress = Callable[[str, int, int], None]
"""Told the projection's name, its position and the head; may raise to interrupt."""


def rebuild(
    connection: Connection, projection: Projection, progress: Progress | None = None
) -> int:
    """Folds the whole log into fresh tables and puts them in place; gives the position reached.

    Resumes an interrupted rebuild of the same version. The live checkpoint is locked only for the
    swap, which also folds what was recorded meanwhile. What was parked is tried again. Of several
    who build the same projection at once, one does and the others wait for their turn.
    """
    turn = [f"rebuild {projection.name}"]
    connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", turn)
    try:
        return _build(connection, projection, progress)
    finally:
        if not connection.closed:  # a session that has ended has let go of it
            connection.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", turn)


def _build(connection: Connection, projection: Projection, progress: Progress | None) -> int:
    fresh_schema = _fresh_schema(projection)
    position = _resume_or_begin(connection, projection)
    head = store.log_head(connection)
    while position < head:
        upto = min(position + RANGE, head)
        with connection.transaction():
            fold(connection, {fresh_schema: projection}, Span.of(connection, position, upto))
            store.advance(connection, {fresh_schema: projection.version}, upto)
        position = upto
        if progress is not None:
            progress(projection.name, position, head)
    return _swap(connection, projection, position)


def cancel(connection: Connection, projection: Projection) -> None:
    """Gives up an interrupted rebuild and drops what it had built."""
    with connection.transaction():
        store.drop_schema(connection, _fresh_schema(projection))
        store.forget(connection, _fresh_schema(projection))


def _fresh_schema(projection: Projection) -> str:
    return f"{projection.name}__next"


def _resume_or_begin(connection: Connection, projection: Projection) -> int:
    fresh_schema = _fresh_schema(projection)
    begun = store.fold_positions(connection).get(fresh_schema)
    if begun is not None and begun.version == projection.version:
        return begun.position
    cancel(connection, projection)
    with connection.transaction():
        store.unpark(connection, projection.name)
        store.create_schema(connection, projection, fresh_schema)
        store.advance(connection, {fresh_schema: projection.version}, 0)
    return 0


def _swap(connection: Connection, projection: Projection, position: int) -> int:
    fresh_schema = _fresh_schema(projection)
    with connection.transaction():
        store.lock(connection, [projection.name])
        head = store.log_head(connection)
        fold(connection, {fresh_schema: projection}, Span.of(connection, position, head))
        store.drop_schema(connection, projection.name)
        connection.execute(
            sql.SQL("alter schema {} rename to {}").format(
                sql.Identifier(fresh_schema), sql.Identifier(projection.name)
            )
        )
        store.forget(connection, fresh_schema)
        store.advance(connection, {projection.name: projection.version}, head)
    return head
