"""Telling readers that the log has grown.

A wake-up is sent after the commit, never within the append: NOTIFY inside a transaction makes all
commits of the database queue behind one lock. It may get lost, so every reader also polls.
"""

import logging

from psycopg import Connection, Error

CHANNEL = "ledger_appended"

# NOTIFY writes a commit record of its own. Nobody needs that one on disk, so it is not waited for.
_NOTIFY = f"select set_config('synchronous_commit', 'off', true), pg_notify('{CHANNEL}', '')"

logger = logging.getLogger(__name__)


def wake_readers(conn: Connection) -> None:
    """Send a wake-up on an idle connection. What was appended stands whether or not it arrives."""
    try:
        with conn.transaction():
            conn.execute(_NOTIFY)
    except Error as error:
        logger.warning("wake-up not sent, readers will poll: %s", error)
