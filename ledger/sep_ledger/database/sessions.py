"""Sessions in which a name means what PostgreSQL itself means by it.

The owner of a database may give it, or a role, a `search_path` of his own (`alter database … set`).
A function or an operator of his would then stand for the one that a statement names, and could show
an event as it was before he changed it. Likewise a row policy could keep rows from being seen.
"""

from typing import Any

from psycopg import Connection


def pin_names(conn: Connection[Any]) -> None:
    """Until the transaction ends, an unqualified name is one of `pg_catalog` and of nothing else.

    Where a row policy would hide rows, a statement fails instead of seeing fewer.
    """
    conn.execute(
        "select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),"
        " pg_catalog.set_config('row_security', 'off', true)"
    )


def pin_names_of_session(conn: Connection[Any]) -> None:
    """The same until the session ends."""
    conn.execute(
        "select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false),"
        " pg_catalog.set_config('row_security', 'off', false)"
    )
