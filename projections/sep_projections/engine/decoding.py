"""A range of the log as folds read it: decoded once for many projections, or for one alone.

A long range is decoded into temporary relations, by several workers, from which every projection
folds. A short one is read through views that decode what a fold asks for, which costs no relation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import Connection

from sep_projections.engine.projection import Projection
from sep_projections.engine.statements import statement

LONG = 2_000
"""From so many positions on, decoding once outweighs making relations to decode into."""


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
            connection.execute(statement("hasten"))
        rows = connection.execute(statement("contents"), {"after": after, "upto": upto})
        return cls(after, upto, dict(rows.fetchall()))

    @property
    def is_long(self) -> bool:
        return self.upto - self.after >= LONG

    def found(self, projection: Projection) -> list[str]:
        """Which of the projection's topics stand there."""
        return [topic for topic in projection.topics if topic in self.topics]

    def restates(self, projection: Projection) -> bool:
        return any(self.topics[topic] for topic in self.found(projection))


def decode(connection: Connection, projections: Sequence[Projection], span: Span) -> None:
    """Decodes what these projections fold of a range, until the transaction ends."""
    topics = sorted({topic for each in projections for topic in span.found(each)})
    connection.execute(
        statement("decode"), {"after": span.after, "upto": span.upto, "topics": topics}
    )
    # Not the documents, which are what takes time and no condition looks at.
    connection.execute("analyze pg_temp.batch (known_from, stream, version, event)")
    connection.execute(statement("change"))
    if any(span.topics[topic] for topic in topics):
        connection.execute(statement("end_within"))
        connection.execute(statement("former"))


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
