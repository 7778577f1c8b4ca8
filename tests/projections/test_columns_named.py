"""Every fold says which column each value goes into, and the value bears that column's name.

The folds' own statements are given to PostgreSQL, each insert without its target, so that the names
compared are those that the database gives the columns of the select.
"""

import re
from dataclasses import replace

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import decoding
from sep_projections.engine.decoding import Span
from sep_projections.engine.projection import Projection
from sep_projections.engine.statements import single

Db = Connection[TupleRow]

_INTO = re.compile(r"insert into (?P<table>\w+)(?: \((?P<columns>[^()]*)\))?\s+(?=select\b)")
_WRITTEN = re.compile(
    r"\binsert(?: into \w+)? \((?P<columns>[^()]*)\)\s+values \((?P<values>[^()]*)\)"
)
_POSITIONAL = re.compile(r"\binsert(?: into \w+)?\s+(?:values|select)\b")
_ENDED_OF_OWN = re.compile(r"(\w+) as \($")

EACH = pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)


@EACH
def test_the_values_of_a_fold_bear_the_names_of_their_columns(
    connection: Db, projection: Projection
) -> None:
    assert _stray(connection, projection, projection.fold_sql) == []


@EACH
def test_no_insert_counts_on_the_order_of_columns(projection: Projection) -> None:
    assert _POSITIONAL.findall(projection.fold_sql + projection.tables_sql) == []


def test_two_values_that_change_places_are_noticed(connection: Db) -> None:
    [payments] = [each for each in PROJECTIONS if each.name == "payments"]
    kinds = "e.sep_prioritarios, e.sep_preferentes"
    assert kinds in payments.fold_sql
    swapped = payments.fold_sql.replace(kinds, "e.sep_preferentes, e.sep_prioritarios", 1)
    assert _stray(connection, payments, swapped) == [
        ("payment", "sep_prioritarios", "sep_preferentes"),
        ("payment", "sep_preferentes", "sep_prioritarios"),
    ]


def test_a_column_that_no_event_fills_is_refused() -> None:
    [banking] = [each for each in PROJECTIONS if each.name == "banking"]
    certificates = replace(banking.records[1], renamed={})

    with pytest.raises(ValueError, match="saldo_certificate has columns of no event: certified_on"):
        certificates.statement(banking.tables_sql)


def test_two_sums_that_change_places_are_noticed(connection: Db) -> None:
    [sums] = [each for each in PROJECTIONS if each.name == "fund_sums"]
    swapped = sums.fold_sql.replace("facts, amount\n", "amount, facts\n", 1)
    assert swapped != sums.fold_sql
    assert _stray(connection, sums, swapped) == [
        ("", "amount", "facts"),
        ("", "facts", "amount"),
    ]


def _stray(connection: Db, projection: Projection, fold: str) -> list[tuple[str, str, str]]:
    """(table, column, name of the value that goes into it) where the two differ."""
    found = []
    with connection.transaction(force_rollback=True):
        span = Span.of(connection, 0, 0)
        decoding.work_in(connection, projection, projection.name, span, decoded=False)
        for each in single(fold):
            statement = each.decode()
            for into in _INTO.finditer(statement):
                selected = connection.execute(_select_of(statement, into).encode()).description
                names = [column.name for column in selected or ()]
                found += _differing(into["table"], into["columns"] or "", names)
            for into in _WRITTEN.finditer(statement):
                names = [value.strip().rpartition(".")[2] for value in into["values"].split(",")]
                found += _differing("", into["columns"], names)
            connection.execute(each)
    return found


def _differing(table: str, columns: str, names: list[str]) -> list[tuple[str, str, str]]:
    listed = [column.strip().strip('"') for column in columns.split(",")]
    return [
        (table, column, name)
        for column, name in zip(listed, names, strict=True)
        if column != name.strip('"')
    ]


def _select_of(statement: str, into: re.Match[str]) -> str:
    """The statement that selects what one of its inserts takes in, and writes nothing itself."""
    before = statement[: into.start()].rstrip()
    inner = _ENDED_OF_OWN.search(before)
    if inner is None:
        return _INTO.sub("", before) + "\n" + statement[into.end() :]
    return _INTO.sub("", _up_to_closing(statement, into)) + f"\nselect * from {inner[1]}"


def _up_to_closing(statement: str, into: re.Match[str]) -> str:
    """As far as the parenthesis that encloses an insert."""
    depth = 1
    for at in range(into.end(), len(statement)):
        depth += {"(": 1, ")": -1}.get(statement[at], 0)
        if depth == 0:
            return statement[: at + 1]
    raise AssertionError("an insert within a statement is not closed")
