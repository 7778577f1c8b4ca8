"""Brings projections up to the head of the log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from psycopg import Connection

from sep_projections.engine import rebuild, store
from sep_projections.engine.fold import RANGE, fold, open_batch
from sep_projections.engine.projection import Projection

Progress = Callable[[str, int, int], None]
"""Told the projection's name (or names), its position and the head."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a projection stands behind the log."""

    name: str
    version: int
    position: int
    positions_behind: int
    seconds_behind: float
    """Age of the oldest event not yet folded; 0 where there is none."""


def install(connection: Connection, projections: Sequence[Projection]) -> None:
    """Creates what is missing and rebuilds what was made by another version of the code."""
    with connection.transaction():
        connection.execute("lock table projections.checkpoint in share row exclusive mode")
        store.name_kinds(connection)
        known = store.checkpoints(connection)
        for projection in projections:
            if projection.name not in known:
                store.create_schema(connection, projection, projection.name)
                store.advance(connection, projection.name, projection.version, 0)
    for projection in projections:
        if projection.name in known and known[projection.name].version != projection.version:
            rebuild.rebuild(connection, projection)


def catch_up(
    connection: Connection, projections: Sequence[Projection], progress: Progress | None = None
) -> int:
    """Folds everything recorded so far; gives the position that all of them have reached.

    Projections that stand at the same position share each decoded range.
    """
    head = store.log_head(connection)
    folded = 0
    while behind := _behind(connection, projections, head):
        after, group = min(behind.items())
        following = min((position for position in behind if position > after), default=head)
        upto = min(after + RANGE, following)
        folded += _fold_range(connection, group, after, upto)
        if progress is not None:
            progress(", ".join(projection.name for projection in group), upto, head)
    if folded > RANGE:
        analyze(connection, projections)
    return head


def lags(connection: Connection, projections: Sequence[Projection]) -> list[Lag]:
    """Where each projection stands, from one snapshot."""
    rows = connection.execute(
        """
        select checkpoint.name, checkpoint.version, checkpoint.position,
               head.position - checkpoint.position,
               coalesce(extract(epoch from now() - (
                   select recorded_at from ledger.events
                   where events.position = checkpoint.position + 1
               )), 0)::double precision
        from projections.checkpoint cross join ledger.head
        where checkpoint.name = any (%s)
        order by checkpoint.name
        """,
        [[projection.name for projection in projections]],
    )
    return [Lag(*row) for row in rows]


def analyze(connection: Connection, projections: Iterable[Projection]) -> None:
    """Fresh statistics after a large fold, so that the first queries are planned well."""
    for projection in projections:
        for table in projection.tables:
            with connection.transaction():
                store.use_schema(connection, projection.name)
                connection.execute(f"analyze {table}".encode())


def _behind(
    connection: Connection, projections: Sequence[Projection], head: int
) -> dict[int, list[Projection]]:
    known = store.checkpoints(connection)
    groups: dict[int, list[Projection]] = defaultdict(list)
    for projection in projections:
        position = known[projection.name].position
        if position < head:
            groups[position].append(projection)
    return groups


def _fold_range(connection: Connection, group: Sequence[Projection], after: int, upto: int) -> int:
    with connection.transaction():
        current = [
            projection
            for projection in sorted(group, key=lambda projection: projection.name)
            if store.lock_position(connection, projection.name) == after
        ]
        if not current:
            return 0
        batch = open_batch(connection, current, after, upto)
        for projection in current:
            fold(connection, projection, projection.name, batch)
            store.advance(connection, projection.name, projection.version, upto)
    return upto - after
