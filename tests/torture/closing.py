"""What must hold after every torture, checked in this one place.

Positions are 1, 2, 3, …, N; each subscriber saw each of them once and in order; every view equals
one that is built anew, row for row; the kept Merkle tree is the one that the rows lead to.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import Connection

from sep_ledger.evidence import store
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.formats.merkle import TILE_WIDTH
from sep_ledger.evidence.writing import signing
from sep_ledger.evidence.writing.growth import full_tiles
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.engine.projection import Projection
from sep_projections.engine.rebuild import rebuild
from sep_projections.engine.store import fold_positions, parked_events
from tests.torture.readers import Readers

ORIGIN = "ledger.example/torture"

TO_BE_KILLED = "to be killed"
"""What processes call their sessions, which outlive them for a moment and may yet commit."""

_PATIENCE_SECONDS = 30.0

Db = Connection[Any]
Note = Callable[[str, object], None]
Tables = dict[str, list[str]]


class Closing:
    """A log that is being tortured, and what is counted on the way."""

    def __init__(self, conninfo: str, key_file: Path, note: Note) -> None:
        self.conninfo, self.key_file = conninfo, key_file
        self.kills = 0
        """Processes killed, connections cut, sessions ended."""
        self.seen: list[list[int]] = []
        """What each subscriber saw; a test may bring subscribers of its own."""
        self._note = note

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Four subscribers read along; afterwards everything is checked."""
        with Readers(self.conninfo).reading() as seen:
            self.seen += seen
            yield
            self._wait_for_the_dead()
        with psycopg.connect(self.conninfo, autocommit=True) as conn:
            self._check(conn)

    def _wait_for_the_dead(self) -> None:
        query = (
            "select exists (select from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and (application_name = %s or backend_xid is not null))"
        )
        until = monotonic() + _PATIENCE_SECONDS
        with psycopg.connect(self.conninfo, autocommit=True) as conn:
            while conn.execute(query, [TO_BE_KILLED]).fetchone() == (True,):
                assert monotonic() < until, "a session of a killed process does not end"
                sleep(0.02)

    def _check(self, conn: Db) -> None:
        number = assert_gapless(conn)
        self._note("events", number)
        self._note("kills", self.kills)
        self._assert_each_saw_all(number)
        assert_views_equal_rebuilt_ones(conn, number)
        assert_tree_is_what_the_rows_lead_to(conn, self.key_file, number)

    def _assert_each_saw_all(self, number: int) -> None:
        missed = sum(len(set(range(1, number + 1)).difference(each)) for each in self.seen)
        doubled = sum(len(each) - len(set(each)) for each in self.seen)
        disordered = sum(_steps_back(each) for each in self.seen)
        counted = {"missed": missed, "doubled": doubled, "disordered": disordered}
        for name, count in counted.items():
            self._note(name, count)
        assert counted == dict.fromkeys(counted, 0)
        assert all(each == list(range(1, number + 1)) for each in self.seen)


def assert_gapless(conn: Db) -> int:
    """Positions are 1 to N and the head says N; N."""
    row = conn.execute(
        "select count(*), coalesce(min(position), 1), coalesce(max(position), 0),"
        " (select position from ledger.head) from ledger.events"
    ).fetchone()
    assert row is not None
    number, first, last, head = row
    assert (number, first, last) == (head, 1, head)
    return int(number)


def assert_views_equal_rebuilt_ones(conn: Db, number: int) -> None:
    """Every projection stands at N, has parked nothing, and is what a rebuild makes of the log."""
    runner.catch_up(conn, PROJECTIONS)
    standing = {name: at.position for name, at in fold_positions(conn).items()}
    assert {name: standing[name] for name in names()} == dict.fromkeys(names(), number)
    assert parked_events(conn) == []
    folded = tables(conn)
    topics = {topic for (topic,) in conn.execute("select distinct topic from ledger.events")}
    for projection in PROJECTIONS:
        if topics.intersection(projection.topics):
            rebuild(conn, projection)
        else:
            assert not any(folded[name] for name in tables_of(projection))
    built = tables(conn)
    assert [name for name in built if built[name] != folded[name]] == []
    assert not any(name.endswith("__next") for name in fold_positions(conn))


def assert_tree_is_what_the_rows_lead_to(conn: Db, key_file: Path, number: int) -> None:
    """All tiles are there, all events signed, and the tree derived from the rows is the same."""
    before = store.latest(conn)
    kept = [str(before.note)] if before else []
    signing.sign(conn, signing.signer_of(conn, key_file, ORIGIN))
    found: list[Discrepancy] = []
    checked = fsck(conn, found.append, kept=kept)
    assert found == []
    assert (checked.events, checked.signed) == (number, number)
    assert full_tiles(conn, 0) == number // TILE_WIDTH


def tables(conn: Db) -> Tables:
    """Every row of every view, as text, by the name of its table."""
    return {name: _rows(conn, name) for each in PROJECTIONS for name in tables_of(each)}


def tables_of(projection: Projection) -> list[str]:
    """The names of its tables, with their schema."""
    return [f"{projection.name}.{table}" for table in projection.tables]


def names() -> Iterable[str]:
    """The names of all projections."""
    return [projection.name for projection in PROJECTIONS]


def _rows(conn: Db, table: str) -> list[str]:
    rows = conn.execute(f"select t::text from {table} as t order by 1".encode())
    return [text for (text,) in rows]


def _steps_back(positions: Sequence[int]) -> int:
    return sum(later < earlier for earlier, later in pairwise(positions))
