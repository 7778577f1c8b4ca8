"""The row that counts the log: who locks it decides what comes next."""

from typing import Any

from psycopg import Connection

from sep_ledger.database.statements import statements_of

_SQL = statements_of(__name__)


def lock_head(conn: Connection[Any]) -> int:
    """The last position; nothing else is appended until the transaction ends."""
    row = conn.execute(_SQL["lock_head"]).fetchone()
    if row is None:
        raise LookupError("the log has no head: is the schema migrated?")
    return int(row[0])


def raise_head(conn: Connection[Any], position: int) -> None:
    """Count up to a position what the holder of the lock has appended."""
    conn.execute(_SQL["raise_head"], {"position": position})
