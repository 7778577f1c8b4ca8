"""One range of the log folded into one or more projections."""

from collections.abc import Iterable
from importlib import resources

from psycopg import Connection, sql

from sep_projections.engine import store
from sep_projections.engine.projection import Projection

RANGE = 50_000
"""Positions folded in one transaction: large enough to be set-based, small enough to restart."""

_ENGINE = resources.files("sep_projections") / "engine"
_DECODE = (_ENGINE / "decode.sql").read_text(encoding="utf-8").encode()
_SUPERSEDE = (_ENGINE / "supersede.sql").read_text(encoding="utf-8")


def decode(connection: Connection, topics: Iterable[str], after: int, upto: int) -> bool:
    """Fills the relation `batch` with (after, upto]; whether it holds restatements."""
    connection.execute(_DECODE, {"topics": list(topics), "after": after, "upto": upto})
    connection.execute("create index on batch (event)")
    connection.execute("ANALYZE batch")
    row = connection.execute("select exists (select from batch where version > 1)").fetchone()
    return bool(row and row[0])


def fold(connection: Connection, projection: Projection, schema: str, *, restates: bool) -> None:
    """Applies `batch` to the projection's tables in a schema."""
    store.use_schema(connection, schema)
    if restates:
        for table in projection.tables:
            connection.execute(sql.SQL(_SUPERSEDE).format(table=sql.Identifier(table)))
    connection.execute(projection.fold_sql.encode())
