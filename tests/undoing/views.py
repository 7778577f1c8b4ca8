"""What all views say, so that two ledgers can be compared whatever their positions."""

from collections import Counter
from typing import Any

from psycopg import Connection, sql

from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine.projection import END_OF_TIME, Projection

BY_POSITION = {"known_from", "known_to", "number", "position"}
"""Columns that tell when something was recorded, and not what."""

Rows = dict[str, list[tuple[Any, ...]]]


def views(conn: Connection[Any], at: int = END_OF_TIME - 1) -> Rows:
    """What every table of every view holds at a position, without when it was recorded; what a rule
    has taken back is nothing."""
    found: Rows = {}
    for projection in PROJECTIONS:
        for table in projection.tables:
            found[f"{projection.name}.{table}"] = _rows(conn, projection, table, at)
    return found


def _rows(
    conn: Connection[Any], projection: Projection, table: str, at: int
) -> list[tuple[Any, ...]]:
    name = sql.Identifier(projection.name, table)
    columns = [
        each.name
        for each in conn.execute(sql.SQL("select * from {} limit 0").format(name)).description or ()
    ]
    kept = [column for column in columns if column not in BY_POSITION]
    query = sql.SQL("select {} from {} where {}").format(
        sql.SQL(", ").join(map(sql.Identifier, kept)),
        name,
        sql.SQL("true")
        if projection.sums
        else sql.SQL("known_from <= {0} and known_to > {0}").format(at),
    )
    return conn.execute(query).fetchall()


def differences(one: Rows, other: Rows) -> dict[str, tuple[list[str], list[str]]]:
    """By table, what only one holds and what only the other, the first few of each."""
    found = {}
    for table in one:
        ours, theirs = Counter(map(str, one[table])), Counter(map(str, other[table]))
        if ours != theirs:
            found[table] = sorted(ours - theirs)[:3], sorted(theirs - ours)[:3]
    return found
