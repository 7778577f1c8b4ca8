"""One range of the log folded into one projection, an event that cannot be folded set aside."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql

from sep_projections.engine import store
from sep_projections.engine.projection import Projection
from sep_projections.engine.statements import statement

RANGE = 50_000
"""Positions folded in one transaction: large enough to be set-based, small enough to restart."""

_POISON = (psycopg.DataError, psycopg.IntegrityError)
"""What an event's own content can cause; anything else is the engine's or the database's fault."""

_MOST_PARKED = 1_000
"""Past this the fold itself is wrong, and to go on would hide it."""


@dataclass(frozen=True, slots=True)
class Span:
    """The positions (after, upto] of the log, and for each topic there whether it restates."""

    after: int
    upto: int
    topics: Mapping[str, bool]

    @classmethod
    def of(cls, connection: Connection, after: int, upto: int) -> "Span":
        """Reads what stands there."""
        rows = connection.execute(statement("contents"), {"after": after, "upto": upto})
        return cls(after, upto, dict(rows.fetchall()))

    def found(self, projection: Projection) -> list[str]:
        """Which of the projection's topics stand there."""
        return [topic for topic in projection.topics if topic in self.topics]

    def restates(self, projection: Projection) -> bool:
        return any(self.topics[topic] for topic in self.found(projection))


def fold(connection: Connection, projection: Projection, schema: str, span: Span) -> None:
    """Applies a range to the projection's tables in a schema, within the caller's transaction.

    An event whose content makes the fold fail is parked, found by halving the range; the others
    are folded.
    """
    if not span.found(projection):
        return
    try:
        with connection.transaction():
            _apply(connection, projection, schema, span)
    except _POISON as error:
        if span.upto - span.after == 1:
            if store.park(connection, projection.name, span.upto, str(error)) > _MOST_PARKED:
                raise
            return
        middle = (span.after + span.upto) // 2
        fold(connection, projection, schema, Span.of(connection, span.after, middle))
        fold(connection, projection, schema, Span.of(connection, middle, span.upto))


def _apply(connection: Connection, projection: Projection, schema: str, span: Span) -> None:
    store.use_schema(connection, schema)
    restates = span.restates(projection)
    if restates:
        _decode(connection, projection, span)
        supersede = sql.SQL(statement("supersede").decode())
        for table in projection.tables:
            connection.execute(supersede.format(table=sql.Identifier(table)))
    else:
        _point_view(connection, projection, span)
    connection.execute(projection.fold_sql.encode())
    if restates:
        connection.execute("drop table pg_temp.batch")


def _decode(connection: Connection, projection: Projection, span: Span) -> None:
    connection.execute(
        statement("decode"),
        {
            "after": span.after,
            "upto": span.upto,
            "topics": span.found(projection),
            "name": projection.name,
        },
    )
    connection.execute("analyze pg_temp.batch")


def _point_view(connection: Connection, projection: Projection, span: Span) -> None:
    settings = {"after": str(span.after), "upto": str(span.upto), "name": projection.name}
    for setting, value in settings.items():
        connection.execute("select set_config(%s, %s, true)", [f"projections.{setting}", value])
