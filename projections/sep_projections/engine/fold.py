"""One range of the log folded into one or more projections."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from psycopg import Connection, sql

from sep_projections.engine import store
from sep_projections.engine.projection import Projection

RANGE = 50_000
"""Positions folded in one transaction: large enough to be set-based, small enough to restart."""

_ENGINE = resources.files("sep_projections") / "engine"
_DECODE = (_ENGINE / "decode.sql").read_text(encoding="utf-8").encode()
_SUPERSEDE = (_ENGINE / "supersede.sql").read_text(encoding="utf-8")
_CONTENTS = """
    select topic, max(originator_version) > 1
    from ledger.events
    where position > %s and position <= %s
    group by topic
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """What stands in a range: its topics, and whether facts are restated in it."""

    topics: frozenset[str]
    restates: bool

    def concerns(self, projection: Projection) -> bool:
        return not self.topics.isdisjoint(projection.topics)


def open_batch(
    connection: Connection, projections: Sequence[Projection], after: int, upto: int
) -> Batch:
    """Makes (after, upto] the relation `batch` of the transaction, as these projections need it."""
    wanted = {topic for projection in projections for topic in projection.topics}
    contents = connection.execute(_CONTENTS, [after, upto]).fetchall()
    found = {topic: restated for topic, restated in contents if topic in wanted}
    batch = Batch(frozenset(found), any(found.values()))
    if batch.restates:
        connection.execute(_DECODE, {"topics": list(found), "after": after, "upto": upto})
        connection.execute("create index on batch (event)")
        connection.execute("analyze batch")
    connection.execute(
        "select set_config('projections.after', %s, true),"
        " set_config('projections.upto', %s, true)",
        [str(after), str(upto)],
    )
    return batch


def fold(connection: Connection, projection: Projection, schema: str, batch: Batch) -> None:
    """Applies the batch to the projection's tables in a schema."""
    if not batch.concerns(projection):
        return
    store.use_schema(connection, schema)
    if batch.restates:
        for table in projection.tables:
            connection.execute(sql.SQL(_SUPERSEDE).format(table=sql.Identifier(table)))
    connection.execute(projection.fold_sql.encode())
