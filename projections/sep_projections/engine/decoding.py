"""A range of the log as folds read it: decoded once for many projections, or for one alone.

What many fold is decoded into temporary relations: a long range by several workers into one made
for it, a short one into one that the session keeps. A projection that folds alone reads views,
which decode what its fold asks for and leave out what it has set aside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from sep_domain.events.base import Event
from sep_projections.engine import store
from sep_projections.engine.projection import Projection
from sep_projections.engine.statements import statement

LONG = 2_000
"""From so many positions on, several workers and fresh relations pay off."""


@dataclass(frozen=True, slots=True)
class Span:
    """The positions (after, upto] of the log, and for each topic there whether it restates."""

    after: int
    upto: int
    topics: Mapping[str, bool]

    @classmethod
    def of(cls, connection: Connection, after: int, upto: int) -> "Span":
        """Reads what stands there, and makes ready for the rest of the transaction."""
        if upto - after >= LONG:
            connection.execute(statement("use_several_processors"))
        rows = connection.execute(statement("contents"), {"after": after, "upto": upto})
        return cls(after, upto, dict(rows.fetchall()))

    @property
    def is_long(self) -> bool:
        return self.upto - self.after >= LONG

    def found(self, projection: Projection) -> list[str]:
        """Which of the projection's topics stand there."""
        return [topic for topic in projection.topics if topic in self.topics]

    def holds(self, event: type[Event]) -> bool:
        return any(topic in self.topics for topic in event.topics())

    def restates(self, projection: Projection) -> bool:
        return any(self.topics[topic] for topic in self.found(projection))


def decode(connection: Connection, projections: Sequence[Projection], span: Span) -> None:
    """Decodes what these projections fold of a range, until the transaction ends."""
    topics = sorted({topic for each in projections for topic in span.found(each)})
    kinds = Jsonb(store.kinds())
    given = {"after": span.after, "upto": span.upto, "topics": topics, "kinds": kinds}
    restates = any(span.topics[topic] for topic in topics)
    if span.is_long:
        _decode_many(connection, given, restates=restates)
    else:
        _decode_few(connection, given)
    if restates:
        connection.execute(statement("decode_replaced"), {"kinds": kinds})


def _decode_many(connection: Connection, given: Mapping[str, Any], *, restates: bool) -> None:
    connection.execute("drop table if exists pg_temp.batch cascade")
    connection.execute(statement("decode"), given)
    # Not the documents, which are what takes time and no condition looks at.
    connection.execute("analyze pg_temp.batch (known_from, stream, version, event)")
    connection.execute(statement("change"))
    if restates:
        connection.execute(statement("end_within"))


def _decode_few(connection: Connection, given: Mapping[str, Any]) -> None:
    if connection.execute("select to_regclass('pg_temp.change')").fetchone() == (None,):
        connection.execute("drop table if exists pg_temp.batch cascade")
        connection.execute(statement("relations"))
        connection.execute(statement("change"))
    connection.execute(statement("decode_few"), given)


def work_in(
    connection: Connection, projection: Projection, schema: str, span: Span, *, decoded: bool
) -> None:
    """Tells the database what the names in a fold mean, for the rest of the transaction.

    `decoded` where the range has been decoded for all; otherwise views decode it for this one.
    """
    # A temporary relation hides every other unless its schema is named, and named later.
    relations = "pg_temp, projections" if decoded else "projections, pg_temp"
    connection.execute(
        statement("work_in"),
        {
            "search_path": f"{schema}, {relations}",
            "after": str(span.after),
            "upto": str(span.upto),
            "name": projection.name,
        },
    )
