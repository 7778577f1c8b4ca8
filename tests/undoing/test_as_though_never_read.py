"""A country imported, another one over it, and that one withdrawn: as though never read.

Both countries have the same schools and years and everything else otherwise: each dataset is
restated, added to, or said alike. What must come out is the ledger that read the first one alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql
from tests.conftest import Server

from sep_ledger.importing.importer import import_files
from sep_ledger.importing.imports import ImportRecord, recorded_imports
from sep_ledger.importing.undoing import Undoing, reapply, withdraw
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine.projection import END_OF_TIME, Projection
from sep_projections.engine.rebuild import rebuild
from sep_projections.update import prepare, update
from sep_service.sample.generate import generate

SCHOOLS, YEARS = 20, range(2023, 2025)
BY_POSITION = {"known_from", "known_to", "number", "position"}
"""Columns that tell when something was recorded, and not what."""

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Ledger:
    """Two countries over each other, and the moments in between."""

    conn: Connection[Any]
    first: Rows
    """What the views say of the first country alone."""
    after_first: int
    both: Rows
    """What they say once the second has been read over it."""
    after_second: int
    second: list[ImportRecord]
    """The imports of the second."""


@pytest.fixture(scope="module")
def ledger(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("paises")
    for seed in (1, 2):
        generate(folder / str(seed), schools=SCHOOLS, years=YEARS, seed=seed, pupils=False)
    with postgres.fresh_database() as dsn:
        prepare(dsn)
        with psycopg.connect(dsn, autocommit=True) as conn:
            import_files(conn, [folder / "1"])
            after_first = update(conn)
            before = {record.key for record in recorded_imports(conn)}
            first = views(conn)
            import_files(conn, [folder / "2"], confirm=True)
            after_second = update(conn)
            second = [record for record in recorded_imports(conn) if record.key not in before]
            yield Ledger(conn, first, after_first, views(conn), after_second, second)


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


def test_the_second_country_says_otherwise(ledger: Ledger) -> None:
    assert len(differences(ledger.first, ledger.both)) > 20


def test_withdrawn_it_leaves_every_view_as_though_it_had_never_been_read(ledger: Ledger) -> None:
    for record in ledger.second:
        withdraw(ledger.conn, record, Undoing("ana"))
    update(ledger.conn)

    assert differences(ledger.first, views(ledger.conn)) == {}


def test_it_still_stands_in_the_past(ledger: Ledger) -> None:
    past = views(ledger.conn, ledger.after_second)
    sums = {f"{each.name}.{table}" for each in PROJECTIONS if each.sums for table in each.tables}
    assert {table for table in differences(ledger.both, past) if table not in sums} == set()


def test_a_view_built_anew_says_the_same(ledger: Ledger) -> None:
    before = views(ledger.conn)
    for projection in PROJECTIONS:
        rebuild(ledger.conn, projection)
    assert differences(before, views(ledger.conn)) == {}


def test_reapplied_it_says_again_what_it_said(ledger: Ledger) -> None:
    for record in ledger.second:
        reapply(ledger.conn, record, Undoing("ana"))
    update(ledger.conn)
    assert differences(ledger.both, views(ledger.conn)) == {}
