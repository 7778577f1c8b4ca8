"""message-db, another event store on PostgreSQL, as a contender where npm can fetch it.

Its SQL is taken from the npm package of the version named here, into a folder that is thrown away.
"""

import shutil
import subprocess
from pathlib import Path

import psycopg

PACKAGE = "@eventide/message-db@1.3.1"
_FUNCTIONS = (
    "message-store-version",
    "hash-64",
    "acquire-lock",
    "category",
    "is-category",
    "id",
    "cardinal-id",
    "stream-version",
    "write-message",
)
_INDEXES = ("messages-id", "messages-stream", "messages-category")

WRITE = (
    "select message_store.write_message(%(id)s, %(stream)s, %(type)s, %(data)s::jsonb,"
    " %(metadata)s::jsonb)"
)


def fetch(folder: Path) -> Path | str:
    """Where its SQL is, or why it is not there."""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, PACKAGE],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    sql = folder / "node_modules" / "@eventide" / "message-db" / "database"
    return sql if sql.is_dir() else f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-200:]}"


def install(sql: Path, conninfo: str) -> None:
    """Its tables, functions and indexes, as its own install.sh makes them.

    But for the extension pgcrypto, of which it needs only what PostgreSQL has had since version 13.
    """
    scripts = [
        sql / "schema" / "message-store.sql",
        sql / "tables" / "messages.sql",
        sql / "types" / "message.sql",
        *(sql / "functions" / f"{name}.sql" for name in _FUNCTIONS),
        *(sql / "indexes" / f"{name}.sql" for name in _INDEXES),
    ]
    with psycopg.connect(conninfo, options="-c search_path=message_store,public") as conn:
        for script in scripts:
            # Concurrently is for tables in use, and cannot be done in a transaction.
            conn.execute(script.read_bytes().replace(b" CONCURRENTLY", b""))
