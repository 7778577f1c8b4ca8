"""Imports go on beside each other; withdrawing or reapplying one goes on alone.

Who undoes sees to streams that an import at the same moment would be stating, and each would decide
on what the other has not done yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from psycopg import Connection

_LOCK: LiteralString = "hashtextextended('sep_ledger imports', 0)"


@contextmanager
def beside_others(conn: Connection) -> Iterator[None]:
    """For an import: waits while anybody undoes one. The connection must be in autocommit."""
    conn.execute(f"select pg_advisory_lock_shared({_LOCK})")
    try:
        yield
    finally:
        if not conn.closed:
            conn.execute(f"select pg_advisory_unlock_shared({_LOCK})")


@contextmanager
def exclusive_undoing(conn: Connection) -> Iterator[None]:
    """For who undoes: waits while anybody imports or undoes."""
    conn.execute(f"select pg_advisory_lock({_LOCK})")
    try:
        yield
    finally:
        if not conn.closed:
            conn.execute(f"select pg_advisory_unlock({_LOCK})")
