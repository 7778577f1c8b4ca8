"""Whether the schemas of the log and of the views are as this version makes them.

They are made once more, under their own names and beside those in use, in a transaction that is
rolled back: so what the server prints of both can be held against each other, word by word.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection, sql

from sep_ledger.database.schema import migrate_within
from sep_ledger.database.sessions import pin_names
from sep_ledger.database.statements import statements_of
from sep_projections.auditing.deviations import Deviation, Kind, Report
from sep_projections.engine import store

_SQL = statements_of(__name__)

Objects = dict[str, str]
"""What there is in a schema, with its definition."""

UNDOING = "__audited"
"""What a schema in use is called behind its name while the same one is made anew."""


@contextmanager
def as_found(connection: Connection) -> Iterator[None]:
    """What happens within is seen from one moment of the database, and undone at the end."""
    with connection.transaction(force_rollback=True):
        connection.execute("set transaction isolation level repeatable read")
        pin_names(connection)
        yield


def step_aside(connection: Connection, schema: str) -> None:
    """Gives the schema in use another name until the transaction is undone."""
    connection.execute(
        sql.SQL("alter schema {} rename to {}").format(
            sql.Identifier(schema), sql.Identifier(schema + UNDOING)
        )
    )


def objects(connection: Connection, schema: str) -> Objects:
    """Everything in a schema, by what it is."""
    pin_names(connection)
    return dict(connection.execute(_SQL["objects"], {"schema": schema}).fetchall())


def compare(schema: str, found: Objects, made: Objects, report: Report) -> None:
    """Reports each object that is other than the one that this version makes."""
    for name in sorted(found.keys() | made.keys()):
        where = f"{schema}: {name}"
        if name not in made:
            report(Deviation(Kind.OBJECT_UNCALLED_FOR, where))
        elif name not in found:
            report(Deviation(Kind.OBJECT_MISSING, where))
        elif found[name] != made[name]:
            report(Deviation(Kind.OBJECT_CHANGED, where))


def check_schemas(connection: Connection, report: Report) -> None:
    """The guards of the log, and what every view reads."""
    with as_found(connection):
        found = {schema: objects(connection, schema) for schema in ("ledger", "projections")}
        kinds = _kinds(connection)
        for schema in found:
            step_aside(connection, schema)
        migrate_within(connection)
        migrate_within(connection, package="sep_projections", schema="projections")
        store.name_kinds(connection)
        for schema, present in found.items():
            compare(schema, present, objects(connection, schema), report)
        for topic, event in sorted(kinds ^ _kinds(connection)):
            kind = Kind.ROW_UNCALLED_FOR if (topic, event) in kinds else Kind.ROW_MISSING
            report(Deviation(kind, "projections.kind", f"{topic} {event}"))


def check_settings(connection: Connection, report: Report) -> None:
    """What the owner of the database has set for who connects to it."""
    with as_found(connection):
        for place, setting in connection.execute(_SQL["settings"]):
            report(Deviation(Kind.SETTING, place or "todos", setting))


def _kinds(connection: Connection) -> set[tuple[str, str]]:
    return set(connection.execute("select topic, event from projections.kind").fetchall())
