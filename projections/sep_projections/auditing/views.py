"""Whether a view is what a rebuild makes of the log, and which of its rows are not.

The view is made anew up to where the one in use stands, from one moment of the database and in a
transaction that is rolled back: what reads and folds meanwhile goes on, and nothing is left behind.
Rows are not held against each other one by one but by a hash for each range of streams; only those
of a range that differs are looked for.
"""

from typing import LiteralString

from psycopg import Connection, sql

from sep_ledger.database.sessions import pin_names
from sep_ledger.database.statements import statements_of
from sep_projections.auditing.deviations import Deviation, Kind, Report
from sep_projections.auditing.schemas import (
    UNDOING,
    Objects,
    as_found,
    compare,
    objects,
    step_aside,
)
from sep_projections.engine import store
from sep_projections.engine.decoding import Span
from sep_projections.engine.fold import RANGE, fold
from sep_projections.engine.projection import Projection
from sep_projections.engine.rebuild import Progress

_SQL = statements_of(__name__)
_MOST_NAMED = 100
"""Rows named of each table and each side; beyond, that there are more is said."""

# The first byte of a stream tells little, since those of facts and of entities lie together.
_OF_STREAM: LiteralString = "get_byte(uuid_send(stream), 15)"
_OF_ALL: LiteralString = "0"


def check_view(
    connection: Connection,
    projection: Projection,
    report: Report,
    progress: Progress = lambda _name, _position, _head: None,
) -> None:
    """Makes a view anew and reports each object and each row in which the one in use differs.

    The connection must be in autocommit.
    """
    with as_found(connection):
        stands = store.fold_positions(connection).get(projection.name)
        if stands is None or stands.version != projection.version:
            detail = f"versión {stands.version}" if stands else "sin hacer"
            report(Deviation(Kind.VERSION_CHANGED, projection.name, detail))
            return
        if stands.position > (head := store.log_head(connection)):
            detail = f"{stands.position}, el último es el {head}"
            report(Deviation(Kind.POSITION_CHANGED, projection.name, detail))
        parked = _parked(connection, projection)
        found = objects(connection, projection.name)
        _make_anew(connection, projection, min(stands.position, head), progress)
        made = objects(connection, projection.name)
        compare(projection.name, found, made, report)
        for position in sorted(parked ^ _parked(connection, projection)):
            report(Deviation(Kind.PARKED_CHANGED, projection.name, f"posición {position}"))
        for table in projection.tables:
            if _columns(found, table) == _columns(made, table):
                _compare_rows(connection, projection.name, table, made, report)


def _parked(connection: Connection, projection: Projection) -> set[int]:
    return {
        each.position for each in store.parked_events(connection) if each.name == projection.name
    }


def _make_anew(
    connection: Connection, projection: Projection, upto: int, progress: Progress
) -> None:
    step_aside(connection, projection.name)
    store.unpark(connection, projection.name)
    store.create_schema(connection, projection, projection.name)
    for after in range(0, upto, RANGE):
        until = min(after + RANGE, upto)
        fold(connection, {projection.name: projection}, Span.of(connection, after, until))
        progress(projection.name, until, upto)


def _columns(known: Objects, table: str) -> Objects:
    itself, columns = f"relación {table}", f"columna {table}."
    return {
        name: told for name, told in known.items() if name == itself or name.startswith(columns)
    }


def _compare_rows(
    connection: Connection, schema: str, table: str, made: Objects, report: Report
) -> None:
    part = sql.SQL(_OF_STREAM if f"columna {table}.stream" in made else _OF_ALL)
    ours, theirs = (sql.Identifier(name, table) for name in (schema, schema + UNDOING))
    pin_names(connection)
    differing = _ranges(connection, theirs, part) ^ _ranges(connection, ours, part)
    if not differing:
        return
    query = sql.SQL(_SQL["rows"].decode()).format(found=theirs, made=ours, part=part)
    parts = sorted({number for number, _ in differing})
    rows = connection.execute(query, {"parts": parts, "limit": _MOST_NAMED + 1}).fetchall()
    for kind, more in ((Kind.ROW_UNCALLED_FOR, True), (Kind.ROW_MISSING, False)):
        told = [row for is_found, row in rows if is_found is more]
        for row in told[:_MOST_NAMED]:
            report(Deviation(kind, f"{schema}.{table}", row))
        if len(told) > _MOST_NAMED:
            report(Deviation(Kind.MORE_ROWS, f"{schema}.{table}"))


def _ranges(connection: Connection, table: sql.Identifier, part: sql.SQL) -> set[tuple[int, bytes]]:
    query = sql.SQL(_SQL["ranges"].decode()).format(table=table, part=part)
    return set(connection.execute(query).fetchall())
