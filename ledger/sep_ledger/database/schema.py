"""The database schema, brought up to date by numbered SQL files, each applied once.

Any package may keep its own folder of migrations and its own schema. A file that has been applied
is history: it may not change, only be followed by another.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files

from psycopg import Connection, connect
from psycopg.sql import SQL, Identifier

_MIGRATIONS_TABLE = SQL(
    "create schema if not exists {schema};"
    "create table if not exists {schema}.migrations ("
    " name text primary key, sha256 text not null,"
    " applied_at timestamptz not null default clock_timestamp())"
)


class LaterSchemaError(Exception):
    """The database holds migrations that this version does not bring: a later one wrote it."""

    def __init__(self, schema: str, names: Sequence[str]) -> None:
        super().__init__(
            f"la base de datos es de una versión posterior de SEP Ledger ({schema}: "
            f"{', '.join(names)}), así que no se tocó nada; use esa versión o una más nueva."
        )


class MigrationChangedError(Exception):
    """A migration that is already applied differs from the file of that name."""

    def __init__(self, schema: str, name: str) -> None:
        super().__init__(
            f"migration {name} of schema {schema} changed after it was applied: "
            "restore the file as it was and put the change into a new one"
        )


def migrate(
    conninfo: str,
    *,
    package: str = "sep_ledger",
    folder: str = "migrations",
    schema: str = "ledger",
) -> list[str]:
    """Apply what is missing of `<package>/<folder>/*.sql`, in the order of the names.

    All or nothing, and one at a time: whoever comes second waits and finds nothing to do.
    Returns the names applied. Raises MigrationChangedError and LaterSchemaError.
    """
    with connect(conninfo) as conn:
        return migrate_within(conn, package=package, folder=folder, schema=schema)


def migrate_within(
    conn: Connection,
    *,
    package: str = "sep_ledger",
    folder: str = "migrations",
    schema: str = "ledger",
) -> list[str]:
    """The same in the caller's transaction, so that several schemas go together or not at all."""
    conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"migrate {schema}"])
    conn.execute(_MIGRATIONS_TABLE.format(schema=Identifier(schema)))
    scripts = dict(_scripts(package, folder))
    applied = _applied(conn, schema)
    if later := sorted(applied.keys() - scripts.keys()):
        raise LaterSchemaError(schema, later)
    return [
        name
        for name, script in scripts.items()
        if _apply(conn, schema, name, script, applied.get(name))
    ]


def _scripts(package: str, folder: str) -> Iterator[tuple[str, bytes]]:
    for file in sorted(files(package).joinpath(folder).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql"), file.read_bytes()


def _applied(conn: Connection, schema: str) -> dict[str, str]:
    query = SQL("select name, sha256 from {}.migrations").format(Identifier(schema))
    return dict(conn.execute(query).fetchall())


def _apply(conn: Connection, schema: str, name: str, script: bytes, known: str | None) -> bool:
    digest = sha256(script).hexdigest()
    if known is not None:
        if known != digest:
            raise MigrationChangedError(schema, name)
        return False
    conn.execute(script)
    conn.execute(
        SQL("insert into {}.migrations (name, sha256) values (%s, %s)").format(Identifier(schema)),
        [name, digest],
    )
    return True
