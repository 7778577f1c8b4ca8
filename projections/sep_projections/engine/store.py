"""Checkpoints and schemas of projections in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from psycopg import Connection, sql
from psycopg.rows import class_row

from sep_domain.catalogue import event_types
from sep_projections.engine.projection import Projection
from sep_projections.engine.statements import statement


@dataclass(frozen=True, slots=True)
class FoldPosition:
    """How far a projection has folded, and which version of it."""

    name: str
    version: int
    position: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that a projection could not fold."""

    name: str
    position: int
    error: str
    parked_at: datetime


def fold_positions(connection: Connection) -> dict[str, FoldPosition]:
    with connection.cursor(row_factory=class_row(FoldPosition)) as cursor:
        rows = cursor.execute(
            "select name, version, position, updated_at from projections.checkpoint"
        )
        return {row.name: row for row in rows}


def log_head(connection: Connection) -> int:
    """The last position of the log."""
    row = connection.execute("select position from ledger.head").fetchone()
    if row is None:
        raise LookupError("the log has no head: its schema has not been migrated")
    return int(row[0])


def lock(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """The positions of these checkpoints, locked until the transaction ends."""
    rows = connection.execute(statement("lock"), {"names": list(names)})
    positions: dict[str, int] = dict(rows.fetchall())
    for name in names:
        if name not in positions:
            raise LookupError(f"projection {name} has no checkpoint")
    return positions


def position_of(connection: Connection, name: str) -> int:
    """The position of a checkpoint; 0 where it has not been set."""
    row = connection.execute(
        "select position from projections.checkpoint where name = %s", [name]
    ).fetchone()
    return int(row[0]) if row else 0


def advance(connection: Connection, versions: Mapping[str, int], position: int) -> None:
    """Moves checkpoints, given with their versions, in the transaction that did the work."""
    connection.execute(
        statement("advance"),
        {"names": list(versions), "versions": list(versions.values()), "position": position},
    )


def advance_from(
    connection: Connection, name: str, began: FoldPosition | None, version: int, position: int
) -> bool:
    """Moves a checkpoint on from where the work began; False, and nothing moved, where another has
    moved it meanwhile."""
    row = connection.execute(
        statement("advance_from"),
        {
            "name": name,
            "began": began and began.position,
            "began_version": began and began.version,
            "version": version,
            "position": position,
        },
    ).fetchone()
    return row is not None


def forget(connection: Connection, name: str) -> None:
    """Removes a checkpoint."""
    connection.execute("delete from projections.checkpoint where name = %s", [name])


def park(connection: Connection, name: str, position: int, error: str) -> int:
    """Notes an event that a projection could not fold, and why; gives how many it has by now.

    An event that is already noted keeps its first reason.
    """
    connection.execute(
        "insert into projections.parked (name, position, error) values (%s, %s, %s)"
        " on conflict (name, position) do nothing",
        [name, position, error],
    )
    row = connection.execute(
        "select count(*) from projections.parked where name = %s", [name]
    ).fetchone()
    return int(row[0]) if row else 0


def unpark(connection: Connection, name: str) -> None:
    """Forgets what a projection could not fold, so that it is tried again."""
    connection.execute("delete from projections.parked where name = %s", [name])


def have_parked(connection: Connection, names: Sequence[str]) -> set[str]:
    """Which of these projections could not fold some event."""
    rows = connection.execute(
        "select distinct name from projections.parked where name = any(%s)", [list(names)]
    )
    return {name for (name,) in rows}


def parked_events(connection: Connection) -> list[Parked]:
    """Every event that some projection could not fold, oldest first."""
    with connection.cursor(row_factory=class_row(Parked)) as cursor:
        return cursor.execute(
            "select name, position, error, parked_at"
            " from projections.parked order by position, name"
        ).fetchall()


def create_schema(connection: Connection, projection: Projection, schema: str) -> None:
    """The projection's empty tables in a schema of its own."""
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    use_schema(connection, schema)
    connection.execute(projection.tables_sql.encode())


@cache
def kinds() -> Mapping[str, str]:
    """The name of the event behind each topic, by the catalogue of this code."""
    return {topic: kind.NAME for kind in event_types().values() for topic in kind.topics()}


def name_kinds(connection: Connection) -> None:
    """Tells the database the names of events."""
    named = kinds()
    connection.execute(
        statement("name_kinds"), {"topics": list(named), "events": list(named.values())}
    )


def drop_schema(connection: Connection, schema: str) -> None:
    connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))


def use_schema(connection: Connection, schema: str) -> None:
    """Names in the rest of the transaction mean this schema's tables."""
    connection.execute(sql.SQL("set local search_path to {}").format(sql.Identifier(schema)))
