"""Derivations run one at a time, whoever starts them.

What follows from a range is read, appended and noted as done by several transactions, so a lock of
the session keeps others out in between. It goes with the session: who dies lets go of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection

_NAME = "derivations"


@contextmanager
def exclusive_derivation(connection: Connection) -> Iterator[None]:
    """Waits until nobody else derives, and keeps others waiting until the block is left."""
    connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [_NAME])
    try:
        yield
    finally:
        if not connection.closed:  # a session that has ended has let go of it
            connection.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [_NAME])
